/**
 * How TLS is spoken to a target. `verify`: certificate and host name are checked, against the
 * pinned CA (PEM text) where there is one, else the system's roots; `name` is the host name the
 * certificate must carry where it is not the host that is dialled (a tunnel). `direct`: without
 * asking first whether the server speaks it (PostgreSQL 17 and newer; `sslnegotiation=direct`).
 */
export type Tls =
  | { readonly mode: 'off' }
  | {
      readonly mode: 'verify';
      readonly ca?: string;
      readonly name?: string;
      readonly direct?: boolean;
    }
  | { readonly mode: 'insecure-no-verify'; readonly direct?: boolean };

/** Where a target is. `host` is a name, an address, or the folder of a unix socket. */
export type Connection =
  | {
      readonly kind: 'server';
      readonly host: string;
      readonly port: number;
      readonly database: string;
      readonly user: string;
      readonly password: string;
      readonly tls: Tls;
    }
  | { readonly kind: 'pglite'; readonly folder: string };

/** A named database, as the configuration describes it. */
export type Target = {
  /** `local`, `production`, or a further one the config names. */
  readonly name: string;
  readonly connection: Connection;
  /** Host and database for people, without user or secret: `db.example.com/app`. */
  readonly detail: string;
  /** The file or environment the connection came from, for messages: `.env`, `the environment`. */
  readonly source: string;
  /** The database id that `migration-gate.json` pins, when it pins one. */
  readonly pinnedId: string | null;
  /** Remarks every report shows: `not pinned`, `TLS not verified`, `demo`. */
  readonly remarks: readonly string[];
};
