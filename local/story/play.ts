/** Plays the steps one after the other; a step that fails does not stop the next ones. */
import type { StoryContext, StoryStep } from './context.ts';

export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  readonly observed: string;
  readonly ok: boolean;
  readonly seconds: number;
}

/** Plays the story, saying each step as it begins and ends. */
export async function play(
  steps: readonly StoryStep[],
  context: StoryContext,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const [index, step] of steps.entries()) {
    context.say(`[${index + 1}/${steps.length}] ${step.title}`);
    const result = await playStep(step, context);
    context.say(`      ${result.ok ? 'ok' : 'NOT SEEN'} (${result.seconds} s): ${result.observed}`);
    results.push(result);
  }
  return results;
}

async function playStep(step: StoryStep, context: StoryContext): Promise<StepResult> {
  const { id, title, expected } = step;
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 100) / 10;
  try {
    const observed = await step.run(context);
    return { id, title, expected, observed, ok: true, seconds: seconds() };
  } catch (error) {
    const observed = error instanceof Error ? error.message : String(error);
    return { id, title, expected, observed, ok: false, seconds: seconds() };
  }
}
