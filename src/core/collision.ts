/** One of the migrations that collide, and who has it. */
export type Colliding = {
  readonly name: string;
  /** '' for a file that is not committed. */
  readonly blob: string;
  /** Branches, protected ones among them. */
  readonly branches: readonly string[];
};

/** Migrations of different branches that cannot all be merged as they are. */
export type Collision = {
  /** One number, several names; one name, several contents; one object that several change. */
  readonly kind: 'number' | 'content' | 'object';
  /** `5`, `005_add_orders.sql`, `relation public.orders` */
  readonly what: string;
  /** The same as people write it: `orders`. */
  readonly shown: string;
  readonly migrations: readonly Colliding[];
};
