package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("broker")
class LatencyIT {
    private static final Logger LOG = LoggerFactory.getLogger(LatencyIT.class);

    @Test
    void an_order_on_an_idle_machine_is_confirmed_within_50_ms() {
        Shop shop = TestFleet.shared().shop();
        long product = shop.product(shop.admin(), 10_000);
        Person buyer = shop.buyer();
        settle(shop, buyer, product, 100); // warms the JVM up

        List<Duration> times = settle(shop, buyer, product, 101);

        Duration median = times.get(times.size() / 2);
        LOG.info(
                "Placed to confirmed: median {} ms, slowest {} ms",
                median.toMillis(),
                times.getLast().toMillis());
        assertThat(median).isLessThan(Duration.ofMillis(50));
    }

    private static List<Duration> settle(Shop shop, Person buyer, long product, int count) {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long from = System.nanoTime();
            String status = shop.order(buyer, product, 1)
                    .header("Prefer", "wait=5")
                    .send()
                    .expect(201)
                    .json()
                    .get("status")
                    .asText();
            times.add(Duration.ofNanos(System.nanoTime() - from));
            assertThat(status).isEqualTo("CONFIRMED");
        }
        return times.stream().sorted().toList();
    }
}
