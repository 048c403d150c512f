/**
 * The bare address of the studio: `/` goes where the reader was last, `/?sample=regression` opens a sample and
 * `/?sample=regression&start` trains it at once.
 */
import { boot } from '../../store/boot';
import { lastPlace } from '../../store/lastPlace';
import { openSample, trainSample } from '../../store/samples';

/** The part of the router that is used. */
export type Navigate = (address: string, options: { replace: boolean }) => Promise<void> | void;

/** Starts the studio and goes where the address asks for. */
export async function openAddress({ pathname, search }: Location, navigate: Navigate): Promise<void> {
  const asked = new URLSearchParams(search);
  const sample = asked.get('sample');
  const isBare = pathname === import.meta.env.BASE_URL || pathname === '/';
  const before = isBare && sample === null ? lastPlace() : null;
  await boot();
  if (sample !== null) {
    const address = await (asked.has('start') ? trainSample(sample) : openSample(sample));
    if (address) await navigate(address, { replace: true });
  } else {
    const address = await before;
    if (address) await navigate(address, { replace: true });
  }
}
