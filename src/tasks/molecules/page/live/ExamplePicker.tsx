/** The molecules of the last validation to choose from, by what they are: the worst, the best, two that stay the same. */
import { evenDigits } from '../../../../ui/format/quantities';
import type { ExampleMolecule, Examples } from '../../examples';
import { kcalPerHartree } from '../../units';
import styles from './MoleculePanels.module.css';

interface Role {
  role: string;
  title: string;
  molecule: ExampleMolecule;
}

function rolesOf({ molecules, worst, best, same }: Examples): Role[] {
  return [
    { role: 'worst', title: 'Worst', place: worst },
    { role: 'best', title: 'Best', place: best },
    ...same.map((place, index) => ({ role: `same ${index}`, title: 'Always shown', place })),
  ].flatMap(({ place, ...named }) => {
    const molecule = molecules[place];
    return molecule ? [{ ...named, molecule }] : [];
  });
}

/** What is chosen, or the worst where there is no such molecule. */
export function roleOf(examples: Examples, chosen: string): Role | undefined {
  const roles = rolesOf(examples);
  return roles.find(({ role }) => role === chosen) ?? roles[0];
}

export interface ExamplePickerProps {
  examples: Examples;
  chosen: string;
  onChoose: (role: string) => void;
}

export function ExamplePicker({ examples, chosen, onChoose }: ExamplePickerProps) {
  const { by, of } = examples;
  return (
    <div className={styles.picker}>
      <ul className={styles.roles}>
        {rolesOf(examples).map(({ role, title, molecule: { name, formula, error } }) => (
          <li key={role}>
            <button
              type="button"
              className={styles.role}
              aria-pressed={role === chosen}
              onClick={() => onChoose(role)}
            >
              <span className={styles.what}>{title}</span>
              <span className={styles.error}>
                <span className="number">
                  {evenDigits(error === null || by === 'loss' ? error : error * kcalPerHartree, 3)}
                </span>
              </span>
              <span className={styles.name} title={name}>
                {name === formula ? name : `${name} · ${formula}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.by}>
        {by === 'espRmse' ? 'RMSE of the potential, (kcal/mol)/e' : 'loss'}, of {of} validated
      </p>
    </div>
  );
}
