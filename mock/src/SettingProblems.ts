/**
 * What is wrong with the settings of a scenario, piece by piece.
 */
import * as Schema from "effect/Schema"
import type * as SchemaIssue from "effect/SchemaIssue"
import type { Problem } from "./Invalid.ts"
import * as SchemaProblems from "./SchemaProblems.ts"
import { Settings } from "./Settings.ts"

/** The settings as a JSON Schema: what is generated from it and checked against it. */
export const description: SchemaProblems.Description = Schema.toJsonSchemaDocument(Settings).schema

const subject: SchemaProblems.Subject = {
  description,
  part: "setting",
  whole: 'settings are an object, as in {"latency": 200}'
}

export const ofIssue = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> => SchemaProblems.ofIssue(subject, issue)
