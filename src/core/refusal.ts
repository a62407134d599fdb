/** Why nothing may run, in the shape of a reason. */
export type Refusal = {
  readonly message: string;
  readonly fixes: readonly string[];
};
