/**
 * Worlds that once failed, as the search printed them: `case: {…}`.
 */

export interface Case {
  /** What a user relies on. */
  readonly name: string
  readonly kind: string
  readonly world: unknown
}

export const cases: ReadonlyArray<Case> = [
  {
    name: "two empty pages are not the end when a page behind them had rows",
    kind: "holes",
    world: {
      consumer: "rows",
      pageSize: 1,
      concurrency: 4,
      length: 7,
      meta: "silent",
      speaksWhenEmpty: false,
      holes: [
        { page: 5, times: 9 },
        { page: 4, times: 9 }
      ],
      latencies: [
        { up: 0, down: 0 },
        { up: 0, down: 0 },
        { up: 0, down: 0 },
        { up: 0, down: 1 }
      ]
    }
  },
  {
    name: "what an empty page says is not forgotten when the second asking is refused",
    kind: "sequence",
    world: {
      consumer: "rows",
      pageSize: 1,
      concurrency: 1,
      latencies: [],
      reportsBroken: false,
      answersChange: true,
      pages: [
        { holds: "next", length: 1, drawn: [], meta: "silent", lie: {}, refused: "no", second: "same" },
        {
          holds: "nothing",
          length: 1,
          drawn: [],
          meta: "lying",
          lie: { last_page: "7" },
          refused: "no",
          second: "pastEnd"
        },
        { holds: "nothing", length: 1, drawn: [], meta: "silent", lie: {}, refused: "no", second: "same" }
      ]
    }
  },
  {
    name: "one page at a time from `pages` moves on",
    kind: "resumed",
    world: {
      consumer: "pages",
      pageSize: 1,
      concurrency: 1,
      length: 3,
      meta: "silent",
      twins: [],
      cuts: [{ by: "stop", after: 1 }],
      failing: [],
      latencies: []
    }
  },
  {
    name: "a page that the consumer holds counts among those read ahead",
    kind: "still",
    world: {
      consumer: "pages",
      pageSize: 1,
      concurrency: 2,
      length: 6,
      meta: "laravel",
      twins: [],
      broken: [],
      latencies: [],
      pause: 1
    }
  },
  {
    name: "a wide window opens in time",
    kind: "still",
    world: {
      consumer: "rows",
      pageSize: 1,
      concurrency: 12,
      length: 15,
      meta: "silent",
      twins: [],
      broken: [],
      latencies: [{ up: 0, down: 1 }]
    }
  },
  {
    name: "a last page that grew between two legs is no failure",
    kind: "elsewhere",
    world: {
      consumer: "pages",
      pageSize: 8,
      concurrency: 1,
      length: 1,
      meta: "strings",
      cut: { by: "stop", after: 1 },
      change: { what: "rowsInFront", count: 1 },
      latencies: []
    }
  },
  {
    name: "one row at a time moves on when two new rows came on the page that is read again",
    kind: "movingLegs",
    world: {
      consumer: "collect",
      pageSize: 10,
      length: 13,
      meta: "silent",
      cuts: [{ by: "maxItems", after: 1 }],
      inserted: [
        { before: 0, place: { from: "head", offset: 0 }, count: 2 },
        { before: 0, place: { from: "middle", offset: 0 }, count: 1 },
        { before: 19, place: { from: "head", offset: 0 }, count: 3 }
      ]
    }
  },
  {
    name: "a vendor's refusal under 200 is no end",
    kind: "wholeStack",
    world: {
      consumer: "rows",
      pageSize: 1,
      concurrency: 1,
      length: 4,
      meta: "silent",
      resumes: false,
      fault: { page: 2, is: "1003 under 200" }
    }
  }
]
