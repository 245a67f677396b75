/**
 * All that the mock uses of Prism; no other module imports any of it.
 *
 * The published package carries this module and what it imports as one file, which `bundle/engine.ts` makes.
 */
import RefParser from "@stoplight/json-schema-ref-parser"
import * as validators from "@stoplight/prism-http/dist/validator/validators/utils.js"

export {
  createInstance,
  getHttpOperationsFromSpec,
  type IHttpRequest,
  NO_METHOD_MATCHED_ERROR,
  NO_PATH_MATCHED_ERROR,
  NOT_ACCEPTABLE,
  NOT_FOUND,
  ProblemJsonError,
  type PrismHttpComponents,
  UNPROCESSABLE_ENTITY
} from "@stoplight/prism-http"
export { validateInput as checkInput } from "@stoplight/prism-http/dist/validator/index.js"
export { ValidationContext } from "@stoplight/prism-http/dist/validator/validators/types.js"
export { validateAgainstSchema } from "@stoplight/prism-http/dist/validator/validators/utils.js"
export { RefParser }

/**
 * Lets go of the schemas of contracts that are no longer in use.
 *
 * Prism's validators keep every schema that they ever compiled. The bundle can make them anew; Prism as it is cannot, and
 * a mock that runs from its sources grows by half a megabyte each time that its contract is read again.
 */
export const forgetSchemas = (): void => {
  const forget: unknown = Reflect.get(validators, "forgetSchemas")
  if (typeof forget === "function") forget()
}
