// What label-printer serve is asked. The token comes with the address, behind the #, and stays in this tab.

export type Kind = 'item' | 'parcel' | 'insert';

export interface Layout {
  name: string;
  kind: Kind;
  /** Millimetres. */
  width: number;
  height: number;
}

export interface State {
  layouts: Layout[];
  printers: string[];
  dpi: number;
  sample: boolean;
}

/** As Serving/Orders.cs has it. */
export interface Order {
  layout: string;
  dpi: number;
  to: string;
  sheet: boolean;
  count: number;
  fields: Record<string, string>;
}

const kept = 'trace-label-token';

/** The tab's token; null where the page was opened without one. The address no longer shows it afterwards. */
export function takeToken(): string | null {
  const brought = location.hash.slice(1);
  if (brought !== '') {
    sessionStorage.setItem(kept, brought);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(kept);
}

/** What it answered in place of what was asked. */
export class Refused extends Error {}

export class Service {
  constructor(private readonly token: string) {}

  state = async (): Promise<State> => (await this.ask('/api/state')).json() as Promise<State>;

  preview = async (order: Order): Promise<Blob> => (await this.ask('/api/preview', order)).blob();

  /** A file where one was asked for, else how many labels the printer took. */
  async print(order: Order): Promise<{ printed: number; job: number | null } | { file: Blob; name: string }> {
    const answer = await this.ask('/api/print', order);
    if (answer.headers.get('content-type')?.startsWith('application/json') === true) return answer.json() as Promise<{ printed: number; job: number | null }>;
    return { file: await answer.blob(), name: /filename=([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? `labels.${order.to}` };
  }

  private async ask(path: string, order?: Order): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...(order === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(path, order === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(order) });
    if (!answer.ok) throw new Refused(((await answer.json().catch(() => ({}))) as { error?: string }).error ?? `HTTP ${answer.status}`);
    return answer;
  }
}
