/** A refusal as the server words it (RFC 9457), in the reader's language. */
export interface FieldProblem {
  path: string
  code: string
  detail: string
}
interface Wire {
  title?: string
  code?: string
  clause?: string
  detail?: string
  request?: string
  errors?: FieldProblem[]
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly clause: string = '',
    readonly request: string = '',
    readonly fields: FieldProblem[] = [],
  ) {
    super(detail || title || code)
    this.name = 'Problem'
  }
  static offline(): Problem {
    return new Problem(0, 'offline', '', '')
  }
  get isOffline(): boolean {
    return this.status === 0
  }
  /** The sentence for one field, `path` as the server names it ("/summary" or "summary"). */
  field(path: string): string {
    return this.fields.find((entry) => entry.path.replace(/^[/.]/, '') === path)?.detail ?? ''
  }
}

export function problemOf(status: number, wire: unknown): Problem {
  const known = (wire && typeof wire === 'object' ? wire : {}) as Wire
  return new Problem(
    status,
    known.code ?? (status === 401 ? 'not_logged_in' : `http_${status}`),
    known.title ?? '',
    known.detail ?? '',
    known.clause,
    known.request,
    known.errors ?? [],
  )
}
