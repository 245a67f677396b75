/**
 * All kinds of worlds.
 */
import { deaf } from "./kinds/deaf.ts"
import { elsewhere } from "./kinds/elsewhere.ts"
import { holes } from "./kinds/holes.ts"
import { honest } from "./kinds/honest.ts"
import { hostileMeta } from "./kinds/hostileMeta.ts"
import { moving } from "./kinds/moving.ts"
import { movingLegs } from "./kinds/movingLegs.ts"
import { newestFirst } from "./kinds/newestFirst.ts"
import { passes } from "./kinds/passes.ts"
import { refusals } from "./kinds/refusals.ts"
import { resumed } from "./kinds/resumed.ts"
import { sequence } from "./kinds/sequence.ts"
import { sizes } from "./kinds/sizes.ts"
import { stale } from "./kinds/stale.ts"
import { still } from "./kinds/still.ts"
import { stops } from "./kinds/stops.ts"
import { wholeStack } from "./kinds/wholeStack.ts"
import type { Kind } from "./Kind.ts"

export const kinds: ReadonlyArray<Kind> = [
  still,
  sequence,
  hostileMeta,
  holes,
  sizes,
  stale,
  refusals,
  deaf,
  stops,
  resumed,
  elsewhere,
  honest,
  moving,
  movingLegs,
  newestFirst,
  passes,
  wholeStack
]
