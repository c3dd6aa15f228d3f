package io.shopfleet.gateway;

import io.vertx.core.Future;

/** Answers the calls of one operation of the contract. */
@FunctionalInterface
interface Endpoint {
    /** Answers a call that fits the contract, or fails with a problem. */
    Future<Reply> answer(Call call);
}
