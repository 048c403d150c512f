/** A place that is loaded when it is first shown; where it cannot be had, it says so and loads it again when asked to. */
import { type ComponentType, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../protocol/errors';
import { isUnderWay } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { loadAgain } from './loadAgain';

/** For a route's `lazy`. The router remembers a failed load for good, so it never hears of one. */
export function lazyPlace<Module>(
  load: () => Promise<Module>,
  pick: (module: Module) => ComponentType,
): () => Promise<{ Component: ComponentType }> {
  return async () => {
    try {
      return { Component: pick(await load()) };
    } catch (thrown) {
      return { Component: missingPlace(async () => pick(await loadAgain(load)), thrown) };
    }
  };
}

function missingPlace(loadPlace: () => Promise<ComponentType>, thrown: unknown): ComponentType {
  /** Kept here, where it outlives a visit to another place. */
  let found: ComponentType | null = null;
  let problem = problemOf(thrown);

  return function MissingPlace() {
    const [Place, setPlace] = useState(() => found);
    const [error, setError] = useState(problem);
    const [loading, setLoading] = useState(false);
    const tryAgain = async () => {
      setLoading(true);
      try {
        const loaded = await loadPlace();
        found = loaded;
        setPlace(() => loaded);
      } catch (again) {
        problem = problemOf(again);
        setError(problem);
      } finally {
        setLoading(false);
      }
    };
    if (Place) return <Place />;
    return (
      <Notice tone="bad" title="This place could not be loaded" error={error}>
        <WhatIsKept />
        <Button onClick={() => void tryAgain()} disabled={loading}>
          Try again
        </Button>
      </Notice>
    );
  };
}

/** What a failure does not touch. */
export function WhatIsKept() {
  const trains = useStudio(({ live }) => Object.values(live).some(isUnderWay));
  return <p>{`Data, runs and checkpoints are kept${trains ? ', and the training goes on' : ''}.`}</p>;
}

/** In the page's words; the browser's own say what was missing. */
function problemOf(thrown: unknown): ErrorJson {
  return new AnnealError('internal', 'A part of the studio could not be fetched.', {
    received: AnnealError.from(thrown).message,
    remedy: 'Try again when there is a network.',
  }).toJSON();
}
