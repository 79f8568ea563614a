/**
 * Where a fault happens: with a payment at the node, when the node is asked about one, in front of the node, between the caller and the service,
 * in what one end tells the other of its own accord, in a process of the service, or in its storage.
 */
export const faultPlaces = ["payment", "lookup", "provider", "wire", "callback", "process", "storage"] as const;

/** One of these places. */
export type FaultPlace = (typeof faultPlaces)[number];

/**
 * What can be set for a fault besides how many payouts meet it:
 *
 * - `attempts`: how many attempts in a row meet it; 1 where nothing is said.
 * - `for`: how long it lasts, or how late something is.
 * - `to`: whose callbacks it concerns, those to the service or those to its client.
 */
export const faultSettings = ["attempts", "for", "to"] as const;

/** One of these settings. */
export type FaultSetting = (typeof faultSettings)[number];

/** What a wire fault did to a request. */
export const deliveries = ["never", "later", "once", "twice", "again"] as const;

/**
 * - `never`: nothing of the attempt reached the service.
 * - `later`: it reaches the service after its caller has given up.
 * - `once`: the service received and answered it, and the caller did not get that answer.
 * - `twice`: the service received two requests at once, and the caller hears the answer to only one of them.
 * - `again`: the service answered the request, and then received another one with the same key.
 */
export type Delivery = (typeof deliveries)[number];
