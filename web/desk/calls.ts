// What only granted keys may ask for. Each call carries a challenge that is signed for it alone: there is no session, no cookie and no token.
import { createClient, type Client } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { Applications, type Application } from '../gen/trace/v1/application_pb';
import { Desk, type ListCasesResponse, type ListKeysResponse } from '../gen/trace/v1/desk_pb';
import type { LedgerClient } from '../ledger/ledger-client';
import type { Speaker } from '../ledger/statement';

const answerWithin = 30_000;

export class DeskCalls {
  private readonly desk: Client<typeof Desk>;
  private readonly applications: Client<typeof Applications>;

  constructor(private readonly ledger: LedgerClient, private readonly speaker: () => Promise<Speaker>) {
    const transport = createGrpcWebTransport({ baseUrl: location.origin, defaultTimeoutMs: answerWithin });
    [this.desk, this.applications] = [createClient(Desk, transport), createClient(Applications, transport)];
  }

  async cases(): Promise<ListCasesResponse> {
    return this.desk.listCases({ proof: await this.prove(`/${Desk.typeName}/ListCases`, 'desk') });
  }

  async keys(): Promise<ListKeysResponse> {
    return this.desk.listKeys({ proof: await this.prove(`/${Desk.typeName}/ListKeys`, 'desk') });
  }

  async queue(): Promise<Application[]> {
    return (await this.applications.listApplications({ proof: await this.prove(`/${Applications.typeName}/ListApplications`, 'applications') })).applications;
  }

  async application(reference: string): Promise<Application> {
    return this.applications.getApplication({ reference, proof: await this.prove(`/${Applications.typeName}/GetApplication`, `application/${reference}`) });
  }

  async refuse(reference: string, reason: string): Promise<Application> {
    return this.applications.refuseApplication({ reference, reason, proof: await this.prove(`/${Applications.typeName}/RefuseApplication`, `application/${reference}`) });
  }

  private prove = async (method: string, subject: string) => this.ledger.prove(await this.speaker(), method, subject);
}
