/** Whether sessions can go through one core: frames of one size or an adapter, behaviour of one width, one rate. */
import { AnnealError } from '../../../protocol/errors';
import type { SessionFacts } from './session';
import type { Remarks } from './sessionRemarks';

type Compared = Pick<SessionFacts, 'name' | 'frameSize' | 'behaviors' | 'rate'>;

/** What a model asks of sessions. */
export interface ModelNeeds {
  /** Whether it looks at frames, whether an adapter brings them to one size, and whether it takes behaviour. */
  sees: boolean;
  adapts: boolean;
  behaves: boolean;
}

/**
 * @throws AnnealError `data-mismatch` for sessions that differ, `data-not-found` for frames that are needed.
 */
export function checkTogether(
  sessions: readonly Compared[],
  { sees, adapts, behaves }: ModelNeeds,
  remarks: Remarks,
): void {
  if (sees) checkFrames(sessions, adapts);
  if (behaves) checkBehaviors(sessions, remarks);
  const rates = sessions.filter(({ rate }) => rate !== null);
  differing(rates, ({ rate }) => `${Number(rate!.toFixed(3))} Hz`, {
    what: 'were recorded at different rates',
    place: 'dataset.sampling',
    remedy:
      'Bring them to one: set sourceRate and targetRate in dataset.sampling, and in dataset.sessions.NAME.sampling where a session differs.',
  });
}

function checkFrames(sessions: readonly Compared[], adapts: boolean): void {
  const blind = sessions.filter(({ frameSize }) => !frameSize).map(({ name }) => name);
  if (blind.length > 0) {
    throw new AnnealError(
      'data-not-found',
      `The model looks at frames, and ${blind.length} of the sessions have none.`,
      {
        place: 'stim',
        received: blind.slice(0, 5).join(', '),
        remedy:
          blind.length === sessions.length
            ? 'Give stim [time bins, height, width], or choose no adapter, no frontend and no convnet, and the model sees behaviour alone.'
            : 'Give stim [time bins, height, width], or leave these sessions out of dataset.use.',
      },
    );
  }
  differing(sessions, ({ frameSize }) => `${frameSize!.channels} channels`, {
    what: 'have frames of different channels',
    place: 'stim',
    remedy: 'Convert them to one kind, or leave some out of dataset.use.',
  });
  if (adapts) return;
  differing(sessions, ({ frameSize }) => `${frameSize!.height} × ${frameSize!.width}`, {
    what: 'have frames of different sizes',
    place: 'model.adapter',
    remedy: 'Set model.adapter.name to affine: each session is then sampled on one grid.',
  });
}

function checkBehaviors(sessions: readonly Compared[], remarks: Remarks): void {
  const without = sessions.filter(({ behaviors }) => behaviors === 0).map(({ name }) => name);
  if (without.length === sessions.length) {
    for (const name of without) remarks.add('behavior-absent', name);
    return;
  }
  if (without.length > 0) {
    throw new AnnealError(
      'data-not-found',
      `The modulator needs behaviour, and ${without.length} of ${sessions.length} sessions have none.`,
      {
        place: 'behavior',
        received: without.slice(0, 5).join(', '),
        remedy: 'Leave these sessions out of dataset.use, or set model.modulator.name to none.',
      },
    );
  }
  differing(sessions, ({ behaviors }) => `${behaviors} values`, {
    what: 'have behaviour of different widths',
    place: 'behavior',
    remedy: 'Give all of them the same values, or make them so by dataset.sessions.NAME.transforms.',
  });
}

/** @throws AnnealError `data-mismatch` where sessions have more than one of something. */
function differing(
  sessions: readonly Compared[],
  of: (session: Compared) => string,
  { what, place, remedy }: { what: string; place: string; remedy: string },
): void {
  const groups = new Map<string, string[]>();
  for (const session of sessions) groups.set(of(session), [...(groups.get(of(session)) ?? []), session.name]);
  if (groups.size < 2) return;
  const received = [...groups].map(([which, names]) => {
    const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
    return `${which}: ${names.slice(0, 3).join(', ')}${rest}`;
  });
  throw new AnnealError('data-mismatch', `The sessions ${what}: ${received.join('; ')}.`, {
    place,
    received: received.join('; '),
    remedy,
  });
}
