// The address of a parcel's page, by its waybill: the number goes in a body, since addresses are kept in logs.

interface Resolved {
  parcel: string;
  previousYearParcel?: string;
}

/** Asks the service. @throws Error with the service's own words where it refuses, TypeError where there is no network. */
export async function lookUpParcel(number: string, carrier: string): Promise<string> {
  const response = await fetch('/v1/waybills/resolve', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ carrier, number }) });
  const answer = (await response.json()) as Partial<Resolved> & { detail?: string };
  if (!response.ok || answer.parcel === undefined) throw new Error(answer.detail ?? String(response.status));
  return `/${answer.parcel}`;
}
