/** Whether the data have what the loss and the monitor compare with, and which molecules lack it. */
import { AnnealError } from '../../../protocol/errors';
import { parseMonitor } from '../../../protocol/metrics';
import type { MoleculesConfig } from '../config';
import type { Known } from '../data/arrays';
import type { MoleculeSet } from '../data/moleculeSet';
import type { MoleculeTally } from '../data/statistics';
import { moleculeMetricInfos } from '../metrics/metricInfos';
import { listRows, type Remark } from './remarks';
import type { UnitFindings } from './unitChecks';

/** The parts of the loss that need a reference. */
const parts = [
  { known: 'potential', title: 'ESP', setting: 'espWeight', arrays: '`esp` with `vdw_surface`' },
  { known: 'monopoles', title: 'monopole', setting: 'monopoleWeight', arrays: '`mono`' },
  { known: 'dipole', title: 'dipole', setting: 'dipoleWeight', arrays: '`Dxyz`' },
] as const satisfies { known: keyof Known; setting: keyof MoleculesConfig['loss']; [word: string]: string }[];

/**
 * What can be told by the arrays alone of a training.
 * @throws AnnealError `data-missing` for geometries without any reference, `config-invalid` where nothing that the loss
 * weighs, or the metric that is monitored, has one.
 */
export function checkReferences(known: Known, hasMask: boolean, config: MoleculesConfig): Remark[] {
  const { loss, checkpoint } = config;
  const present = parts.filter((part) => known[part.known]);
  if (present.length === 0) {
    throw new AnnealError('data-missing', 'The data hold geometries and no reference to train on.', {
      place: 'dataset',
      received: 'neither potentials nor monopoles nor dipoles',
      remedy: `Predict on them with a trained run, or add ${parts.map(({ arrays }) => arrays).join(', ')}.`,
    });
  }
  const lacking = parts.filter((part) => loss[part.setting] > 0 && !known[part.known]);
  if (!present.some(({ setting }) => loss[setting] > 0)) {
    throw new AnnealError('config-invalid', 'The loss weighs nothing that the data have a reference for.', {
      place: `loss.${present[0]!.setting}`,
      received: parts.map(({ setting }) => `${setting} ${loss[setting]}`).join(', '),
      remedy: `Set ${present.map(({ setting }) => `loss.${setting}`).join(' or ')} above 0.`,
    });
  }
  checkMonitor(known, checkpoint.monitor);
  const remarks = lacking.map(({ title, setting, arrays }) => ({
    code: `no-reference-${title.toLowerCase()}`,
    message: `loss.${setting} is ${loss[setting]}, and the data have no ${arrays}: the ${title} part of the loss is left out.`,
  }));
  if (loss.mask === 'file' && !hasMask && known.potential) {
    const message = 'loss.mask is file, and the data have no `espMask`: all points count.';
    remarks.push({ code: 'no-mask', message });
  }
  return remarks;
}

function checkMonitor(known: Known, monitor: string): void {
  const { metric } = parseMonitor(monitor);
  const has = (what: Known) => moleculeMetricInfos(what).some(({ name }) => name === metric);
  if (has(known) || !has({ potential: true, monopoles: true, dipole: true })) return;
  const missing = parts.find((part) => !known[part.known] && has({ ...known, [part.known]: true }))!;
  const instead = known.potential ? 'esp_rmse_kcal' : known.monopoles ? 'mono_rmse' : 'dipole_mae_debye';
  throw new AnnealError('config-invalid', `"${metric}" needs ${missing.arrays}, which the data have not.`, {
    place: 'checkpoint.monitor',
    received: monitor,
    remedy: `Set checkpoint.monitor to ${instead} or loss.`,
  });
}

/** Å; grids lie all around their molecule. */
const FAR_CENTRE = 0.1;

/**
 * What the values tell of a training besides.
 * @throws AnnealError `data-missing` where no reference of any molecule is a number, `config-invalid` where no point counts.
 */
export function checkValues(known: Known, tally: MoleculeTally, loss: MoleculesConfig['loss']): void {
  const { statistics, gaps, counting } = tally;
  const { molecules, gridsRead, monopoles, potential } = statistics;
  const isWhole = gridsRead === molecules;
  const has = {
    potential: known.potential && (potential !== null || !isWhole),
    monopoles: monopoles !== null,
    dipole: known.dipole && gaps.dipole.length < molecules,
  };
  if (!has.potential && !has.monopoles && !has.dipole) {
    throw new AnnealError('data-missing', 'No molecule has a reference: none of their values is a number.', {
      place: 'dataset',
      received: `${molecules} molecules`,
      remedy: 'Predict on them with a trained run, or give potentials, monopoles or dipoles.',
    });
  }
  if (known.potential && loss.espWeight > 0 && isWhole && counting === 0) {
    throw new AnnealError('config-invalid', 'No point of any grid counts in the loss of the potential.', {
      place: 'loss.mask',
      received: `${loss.mask}, ${gaps.masked.length} molecules masked whole`,
      remedy:
        'Set loss.mask to none or covalent, lower loss.radiiCutoffMultiplier or loss.espMinDistance, or set loss.espWeight to 0.',
    });
  }
}

/** Which molecules lack a reference, in words. */
export function gapRemarks(
  { set, isExplained }: { set: MoleculeSet } & Pick<UnitFindings, 'isExplained'>,
  { statistics, gaps }: MoleculeTally,
): Remark[] {
  const { molecules, gridsRead } = statistics;
  const remarks: Remark[] = [];
  const { centreDistance } = statistics;
  if (centreDistance !== null && centreDistance > FAR_CENTRE && !isExplained) {
    const message = `The middle of the grid is ${centreDistance.toFixed(2)} Å from that of the atoms (above ${FAR_CENTRE}, on average over the first molecules): do the two belong together?`;
    remarks.push({ code: 'grid-elsewhere', message });
  }
  const say = (code: string, rows: readonly number[], what: string, why?: (row: number) => string) => {
    const number = rows.length === 1 ? '1 molecule has' : `${rows.length} molecules have`;
    if (rows.length > 0) remarks.push({ code, message: `${number} ${what}: ${listRows(set, rows, why)}.` });
  };
  const of = gridsRead < molecules ? `, of the first ${gridsRead.toLocaleString('en-US')}` : '';
  say('monopoles-missing', gaps.monopoles, 'no monopoles, which their part of the loss leaves out');
  say('dipole-missing', gaps.dipole, 'no dipole, which its part of the loss leaves out');
  say('points-missing', gaps.points, `no points of a grid, so that nothing is known of their potential${of}`);
  const lost = [...gaps.lost.keys()];
  say(
    'potential-missing',
    lost,
    `points whose potential is no number, and which do not count${of}`,
    (row) => {
      const count = gaps.lost.get(row)!;
      return `${count} ${count === 1 ? 'point' : 'points'}`;
    },
  );
  say('points-masked', gaps.masked, `no point that counts, since loss.mask leaves out all of them${of}`);
  return remarks;
}
