/** Plain JSON: what a checkpoint's state is made of. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
