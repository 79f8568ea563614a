/** ZBD's client brings types, but its package does not lead to them. These are the calls that the test makes. */
declare module "@zbd/node" {
  interface Answer {
    readonly success?: boolean;
    readonly message?: string;
    readonly data: Readonly<Record<string, unknown>>;
  }

  export class zbd {
    constructor(apiKey: string, baseUrl: string);
    sendGamertagPayment(options: { gamertag: string; amount: string; description: string }): Promise<Answer>;
    getGamertagTransaction(id: string): Promise<Answer>;
    getUserIdByGamertag(gamertag: string): Promise<Answer>;
    getGamertagByUserId(id: string): Promise<Answer>;
    createGamertagCharge(options: Readonly<Record<string, string>>): Promise<Answer>;
    sendLightningAddressPayment(options: Readonly<Record<string, string>>): Promise<Answer>;
    validateLightningAddress(address: string): Promise<Answer>;
    createChargeFromLightningAddress(options: Readonly<Record<string, string>>): Promise<Answer>;
    sendPayment(options: Readonly<Record<string, string>>): Promise<Answer>;
    getPayment(id: string): Promise<Answer>;
    sendKeysendPayment(options: Readonly<Record<string, string>>): Promise<Answer>;
    createCharge(options: Readonly<Record<string, string | number>>): Promise<Answer>;
    getCharge(id: string): Promise<Answer>;
    decodeCharge(options: { invoice: string }): Promise<Answer>;
    getWallet(): Promise<Answer>;
    isSupportedRegion(ip: string): Promise<Answer>;
    getZBDProdIps(): Promise<Answer>;
  }
}
