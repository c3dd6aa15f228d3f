package io.shopfleet.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.order.api.TimelineStep;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrderTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);

    @Test
    void a_new_order_is_pending_and_its_total_is_the_sum_of_its_lines() {
        Order order = order(line(1, 3, 250), line(2, 1, 999));

        assertThat(order.status()).isEqualTo(OrderStatus.PENDING);
        assertThat(order.view().total()).isEqualByComparingTo("17.49");
        assertThat(order.timeline()).containsExactly(new TimelineStep(OrderStatus.PENDING, NOON, "user:7", null));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, CONFIRMED",
        "PENDING, REJECTED",
        "PENDING, CANCELLED",
        "CONFIRMED, CANCELLED",
        "CONFIRMED, FULFILLED"
    })
    void the_arrows_of_the_lifecycle_are_allowed(OrderStatus from, OrderStatus to) {
        Order moved = orderIn(from).become(to, "user:7", "because", LATER);

        assertThat(moved.status()).isEqualTo(to);
        assertThat(moved.updatedAt()).isEqualTo(LATER);
        assertThat(moved.reason()).isEqualTo("because");
        assertThat(moved.timeline().getLast()).isEqualTo(new TimelineStep(to, LATER, "user:7", "because"));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, FULFILLED",
        "PENDING, PENDING",
        "CONFIRMED, PENDING",
        "CONFIRMED, REJECTED",
        "CONFIRMED, CONFIRMED"
    })
    void everything_else_is_refused(OrderStatus from, OrderStatus to) {
        Order order = orderIn(from);

        assertThatThrownBy(() -> order.become(to, "user:7", null, LATER))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ErrorType.INVALID_TRANSITION));
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECTED", "CANCELLED", "FULFILLED"})
    void a_final_state_is_final(OrderStatus end) {
        for (OrderStatus next : OrderStatus.values()) {
            assertThat(end.canBecome(next)).isFalse();
        }
    }

    @Test
    void a_total_beyond_64_bits_is_refused_and_not_wrapped_around() {
        OrderLine dear = line(1, 1_000_000, Long.MAX_VALUE / 10);

        assertThatThrownBy(() -> order(dear))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ErrorType.UNPROCESSABLE_ORDER));
    }

    @Test
    void as_placed_is_what_the_first_answer_said() {
        Order placed = order(line(1, 1, 100));
        Order cancelled = placed.become(OrderStatus.CANCELLED, "user:7", "changed my mind", LATER);

        assertThat(cancelled.asPlaced()).isEqualTo(placed);
    }

    @Test
    void ids_made_before_a_moment_sort_before_its_boundary() {
        UUID id = OrderIds.next();
        Instant made = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.toString()).isGreaterThanOrEqualTo(OrderIds.firstAt(made).toString());
        assertThat(id.toString())
                .isLessThan(OrderIds.firstAt(made.plusMillis(1)).toString());
    }

    @Test
    void no_id_is_older_than_a_moment_before_1970() {
        Instant never = Instant.now().minus(Duration.ofDays(36_500));

        assertThat(OrderIds.next().toString())
                .isGreaterThan(OrderIds.firstAt(never).toString());
    }

    private static Order orderIn(OrderStatus status) {
        Order order = order(line(1, 1, 100));
        return status == OrderStatus.PENDING ? order : order.become(status, "event:test", null, NOON);
    }

    private static Order order(OrderLine... lines) {
        return Order.place(OrderIds.next(), 7, List.of(lines), "EUR", "user:7", NOON);
    }

    private static OrderLine line(long product, long quantity, long price) {
        return new OrderLine(product, "SKU-" + product, "Product " + product, quantity, price);
    }
}
