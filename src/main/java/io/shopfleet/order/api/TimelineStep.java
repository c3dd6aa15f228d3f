package io.shopfleet.order.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to an order.
 *
 * @param status where the order stood from then on
 * @param at when
 * @param actor who or what moved it: {@code user:<id>}, {@code event:<name>}, {@code timeout}, {@code expiry}
 * @param reason why; null where the status says it all
 */
public record TimelineStep(
        OrderStatus status,
        Instant at,
        String actor,
        @Nullable String reason) {}
