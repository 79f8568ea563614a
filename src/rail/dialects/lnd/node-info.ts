import type { Msat } from "../../../domain/money.ts";
import type { RailCore } from "../dialect.ts";
import type { Question } from "./answer.ts";
import { type Fields, wholeSats } from "./fields.ts";
import { ownKey } from "./invoice-check.ts";

/** The version that we claim: the last one that still has the legacy call. */
const VERSION = "0.20.0-beta";

/** The genesis block of regtest, where our chain has stayed. */
const GENESIS_HASH = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";

const REMOTE_MSAT = 1_000_000_000_000;

/** What BOLT 9 calls them, by bit: what our invoices and our node support. */
export const features = {
  "8": { name: "tlv-onion", is_required: true, is_known: true },
  "14": { name: "payment-addr", is_required: true, is_known: true },
  "17": { name: "multi-path-payments", is_required: false, is_known: true },
} as const;

/** The calls that services use as a health check or to show a balance. */
export function nodeCalls({ node, payees, clock }: RailCore) {
  const getInfo: Question = () => ({
    version: VERSION,
    commit_hash: "",
    identity_pubkey: ownKey(payees),
    alias: "chaos-payout",
    color: "#3399ff",
    num_pending_channels: 0,
    num_active_channels: 1,
    num_inactive_channels: 0,
    num_peers: 1,
    block_height: 1,
    block_hash: GENESIS_HASH,
    best_header_timestamp: String(Math.floor(clock.epochMs() / 1_000)),
    synced_to_chain: true,
    synced_to_graph: true,
    testnet: false,
    chains: [{ chain: "bitcoin", network: "regtest" }],
    uris: [],
    features,
    require_htlc_interceptor: false,
    store_final_htlc_resolutions: false,
  });

  const channelBalance: Question = () => ({
    balance: wholeSats(node.balanceMsat()),
    pending_open_balance: "0",
    local_balance: amount(node.balanceMsat()),
    remote_balance: amount(REMOTE_MSAT),
    unsettled_local_balance: amount(node.unsettledMsat()),
    unsettled_remote_balance: amount(0),
    pending_open_local_balance: amount(0),
    pending_open_remote_balance: amount(0),
    custom_channel_data: "",
  });

  /** There is nothing on chain. */
  const walletBalance: Question = () => ({
    total_balance: "0",
    confirmed_balance: "0",
    unconfirmed_balance: "0",
    locked_balance: "0",
    reserved_balance_anchor_chan: "0",
    account_balance: {},
  });

  return { getInfo, channelBalance, walletBalance };
}

function amount(msat: Msat): Fields {
  return { sat: wholeSats(msat), msat: String(msat) };
}
