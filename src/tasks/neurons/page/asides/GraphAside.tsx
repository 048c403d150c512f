/** The model of a draft as a picture: what each session has of its own, and the core that all share. */

import { runConfigSchema } from '../../../../protocol/config';
import { useAnswer } from '../../../../store/react/useAnswer';
import { Notice } from '../../../../ui/controls/Notice';
import { count, shape } from '../../../../ui/format/quantities';
import type { DraftProps } from '../../../page';
import type { ModelGraph } from '../../analysis/modelGraph';
import type { GraphPart } from '../../model/model';
import type { FeatureShape } from '../../model/stage';
import type { NeuronsQuestions } from '../../questions';
import styles from './GraphAside.module.css';

/** Milliseconds without a change before the worker is asked. */
const pause = 350;

const nothing = {};

export function GraphAside({ draft: { fingerprint, task, config, problems } }: DraftProps) {
  // Only what the model depends on: a change of the rest asks for nothing new.
  const read = runConfigSchema.safeParse({ task, dataset: config.dataset, model: config.model });
  const { answer, error } = useAnswer<NeuronsQuestions, 'graph'>(
    'neurons',
    read.success && problems.length === 0
      ? { question: 'graph', argument: nothing, about: { fingerprint, config: read.data }, pause }
      : null,
  );
  return (
    <section className={styles.aside} aria-label="The model" aria-live="polite">
      <h3>The model</h3>
      {error && <Notice tone="warn" title="The model cannot be built" error={error} />}
      {answer && <Graph graph={answer} />}
    </section>
  );
}

function Graph({ graph: { sessions, parts } }: { graph: ModelGraph }) {
  const adapters = parts.filter(({ session, units }) => session !== null && units === null);
  const core = parts.filter(({ session }) => session === null);
  const readouts = parts.filter(({ units }) => units !== null);
  const total = parts.reduce((sum, { parameters }) => sum + parameters, 0);
  const inputs = sessions.map(({ name, clip, behaviors }) => ({
    key: name,
    name,
    text: [
      ...(clip ? [`clips ${shapeText(clip)}`] : []),
      ...(behaviors > 0 ? [`${count(behaviors)} of behaviour`] : []),
    ].join(', '),
  }));
  return (
    <>
      <div className={styles.graph}>
        <Column title="Each session">
          <Several
            items={[
              ...(adapters.length > 0
                ? adapters.map((part) => ({ ...partItem(part), name: `${part.session}: adapter` }))
                : inputs),
            ]}
          />
        </Column>
        <Column title="Shared core" arrows>
          {core.length === 0 && <li className={styles.part}>Nothing is shared.</li>}
          {core.map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place.
            <Part key={i} name={part.title} text={partItem(part).text} shared />
          ))}
        </Column>
        <Column title="Each session">
          <Several
            items={readouts.map((part) => ({ ...partItem(part), name: `${part.session}: readout` }))}
          />
        </Column>
      </div>
      <p className={styles.note}>
        {count(total)} parameters, {count(sum(core))} of them shared. Shapes are frames × height × width ×
        channels.
      </p>
    </>
  );
}

interface Item {
  key: string;
  name: string;
  text: string;
}

function partItem({ session, title, shape: of, units, parameters }: GraphPart): Item {
  const size = of ? shapeText(of) : `${count(units)} units`;
  return { key: session ?? title, name: title, text: `${size} · ${parametersText(parameters)}` };
}

function Column({
  title,
  arrows = false,
  children,
}: {
  title: string;
  arrows?: boolean;
  children: React.ReactNode;
}) {
  return (
    <div className={styles.column}>
      <h4>{title}</h4>
      <ol className={styles.parts} data-arrows={arrows || undefined}>
        {children}
      </ol>
    </div>
  );
}

/** As many sessions as can be read at a glance. */
const most = 4;

function Several({ items }: { items: readonly Item[] }) {
  const shown = items.length > most ? items.slice(0, most - 1) : items;
  return (
    <>
      {shown.map(({ key, name, text }) => (
        <Part key={key} name={name} text={text} />
      ))}
      {shown.length < items.length && (
        <li className={styles.more}>and {count(items.length - shown.length)} more sessions</li>
      )}
    </>
  );
}

function Part({ name, text, shared = false }: { name: string; text: string; shared?: boolean }) {
  return (
    <li className={styles.part} data-shared={shared || undefined}>
      <span className={styles.name}>{name}</span>
      <span className={styles.facts}>{text}</span>
    </li>
  );
}

const shapeText = ({ time, height, width, channels }: FeatureShape) => shape([time, height, width, channels]);

function parametersText(parameters: number): string {
  if (parameters === 0) return 'no parameters';
  return parameters === 1 ? 'one parameter' : `${count(parameters)} parameters`;
}

const sum = (parts: readonly GraphPart[]) => parts.reduce((all, { parameters }) => all + parameters, 0);
