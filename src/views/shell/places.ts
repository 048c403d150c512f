/** The places of the studio, in the order of the rail. */
import { Activity, ChartScatter, Database, HardDrive, ListTree, SlidersHorizontal } from 'lucide-react';

export interface Place {
  /** First part of the address. */
  path: string;
  title: string;
  icon: typeof Database;
}

export const places: readonly Place[] = [
  { path: '/data', title: 'Data', icon: Database },
  { path: '/configure', title: 'Configure', icon: SlidersHorizontal },
  { path: '/train', title: 'Train', icon: Activity },
  { path: '/runs', title: 'Runs', icon: ListTree },
  { path: '/analyse', title: 'Analyse', icon: ChartScatter },
];

/** Led to from Data and from the help, not from the rail. */
export const storage: Place = { path: '/storage', title: 'Storage', icon: HardDrive };

/** The place an address belongs to; null for an unknown one. */
export function placeOf(pathname: string): Place | null {
  return (
    [...places, storage].find(({ path }) => pathname === path || pathname.startsWith(`${path}/`)) ?? null
  );
}
