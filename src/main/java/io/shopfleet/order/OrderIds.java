package io.shopfleet.order;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.UUID;

/** Ids of orders: UUIDv7 (RFC 9562), so that they sort by the time they were made. */
final class OrderIds {
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private OrderIds() {}

    static UUID next() {
        return GENERATOR.generate();
    }

    /** The smallest id that can be made at a moment: all smaller ones are older. Before 1970 nothing was made. */
    static UUID firstAt(Instant moment) {
        return new UUID((Math.max(0, moment.toEpochMilli()) << 16) | VERSION, VARIANT);
    }
}
