package io.shopfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.inventory.Allocation.Outcome;
import io.shopfleet.inventory.Basket.Line;
import io.shopfleet.inventory.Reservation.Rejection;
import io.shopfleet.inventory.Reservation.State;
import io.shopfleet.inventory.StockCommand.ReleaseStock;
import io.shopfleet.inventory.StockCommand.ReserveStock;
import io.shopfleet.inventory.StockCommand.ShipStock;
import io.shopfleet.inventory.api.InventoryApi.ShortLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final UUID ORDER = new UUID(7, 1);
    private static final UUID OTHER = new UUID(7, 2);
    private static final Basket TWO_MUGS = new Basket(List.of(new Line(1, 2)));
    private static final Basket MUG_THEN_CUP = new Basket(List.of(new Line(1, 1), new Line(2, 1)));
    private static final Basket CUP_THEN_MUG = new Basket(List.of(new Line(2, 1), new Line(1, 1)));

    @Test
    void a_new_order_is_reserved_as_it_was_claimed() {
        // When
        Outcome outcome = decide(List.of(mugs(5, 0)), List.of(), new ReserveStock(ORDER, TWO_MUGS));

        // Then
        assertThat(outcome.changed()).isEmpty();
        assertThat(outcome.stock()).containsExactly(mugs(5, 2));
        assertThat(outcome.answers()).containsExactly(Reservation.reserved(ORDER, TWO_MUGS));
    }

    @Test
    void an_order_that_asks_for_too_much_is_rejected_with_its_lines() {
        // When
        Outcome outcome = decide(List.of(mugs(5, 4)), List.of(), new ReserveStock(ORDER, TWO_MUGS));

        // Then
        Reservation rejected = Reservation.rejected(
                ORDER,
                TWO_MUGS,
                new Rejection("Not enough stock: MUG (wanted 2, available 1)", List.of(new ShortLine(1, 2, 1))));
        assertThat(outcome.changed()).containsExactly(rejected);
        assertThat(outcome.answers()).containsExactly(rejected);
        assertThat(outcome.stock()).isEmpty();
    }

    @Test
    void an_order_twice_in_a_group_is_reserved_and_answered_once() {
        // When
        Outcome outcome = decide(
                List.of(mugs(5, 0)),
                List.of(),
                new ReserveStock(ORDER, TWO_MUGS),
                new ReserveStock(OTHER, TWO_MUGS),
                new ReserveStock(ORDER, TWO_MUGS));

        // Then
        assertThat(outcome.stock()).containsExactly(mugs(5, 4));
        assertThat(outcome.answers()).extracting(Reservation::orderId).containsExactly(ORDER, OTHER);
    }

    @Test
    void the_first_of_two_baskets_in_opposite_orders_gets_the_last_units() {
        // When
        Outcome outcome = decide(
                List.of(mugs(1, 0), cups(1, 0)),
                List.of(),
                new ReserveStock(ORDER, MUG_THEN_CUP),
                new ReserveStock(OTHER, CUP_THEN_MUG));

        // Then
        assertThat(outcome.answers()).extracting(Reservation::state).containsExactly(State.RESERVED, State.REJECTED);
        assertThat(outcome.stock()).containsExactly(mugs(1, 1), cups(1, 1));
    }

    @Test
    void an_order_that_was_decided_before_hears_the_same_again_and_takes_nothing() {
        // Given
        Rejection rejection = new Rejection("as before", List.of(new ShortLine(1, 2, 0)));
        for (Reservation known : List.of(
                Reservation.reserved(ORDER, TWO_MUGS),
                Reservation.reserved(ORDER, TWO_MUGS).shipped(),
                Reservation.rejected(ORDER, TWO_MUGS, rejection))) {
            // When
            Outcome outcome = decide(List.of(mugs(9, 0)), List.of(known), new ReserveStock(ORDER, TWO_MUGS));

            // Then
            assertThat(outcome.answers()).containsExactly(known);
            assertThat(outcome.changed()).isEmpty();
            assertThat(outcome.stock()).isEmpty();
        }
    }

    @Test
    void a_cancelled_order_is_released_and_later_reserves_nothing() {
        // When
        Outcome outcome = decide(
                List.of(mugs(5, 2)),
                List.of(Reservation.reserved(ORDER, TWO_MUGS)),
                new ReleaseStock(ORDER),
                new ReserveStock(ORDER, TWO_MUGS),
                new ReleaseStock(ORDER));

        // Then
        assertThat(outcome.stock()).containsExactly(mugs(5, 0));
        assertThat(outcome.changed()).extracting(Reservation::state).containsExactly(State.RELEASED);
        assertThat(outcome.answers()).isEmpty();
    }

    @Test
    void a_cancellation_that_overtakes_its_order_leaves_a_tombstone() {
        // When
        Outcome outcome =
                decide(List.of(mugs(5, 0)), List.of(), new ReleaseStock(ORDER), new ReserveStock(ORDER, TWO_MUGS));

        // Then
        assertThat(outcome.stock()).isEmpty();
        assertThat(outcome.changed()).isEmpty();
        assertThat(outcome.answers()).isEmpty();
        assertThat(Allocation.claims(List.of(new ReleaseStock(ORDER), new ReserveStock(ORDER, TWO_MUGS))))
                .containsExactly(Map.entry(ORDER, Reservation.tombstone(ORDER)));
    }

    @Test
    void an_order_that_is_created_and_cancelled_in_one_group_gives_its_stock_to_the_next() {
        // When
        Outcome outcome = decide(
                List.of(mugs(2, 0)),
                List.of(),
                new ReserveStock(ORDER, TWO_MUGS),
                new ReleaseStock(ORDER),
                new ReserveStock(OTHER, TWO_MUGS));

        // Then
        assertThat(outcome.answers()).containsExactly(Reservation.reserved(OTHER, TWO_MUGS));
        assertThat(outcome.changed())
                .containsExactly(Reservation.reserved(ORDER, TWO_MUGS).released());
        assertThat(outcome.stock()).containsExactly(mugs(2, 2));
    }

    @Test
    void an_order_is_shipped_once() {
        // When
        Outcome outcome = decide(
                List.of(mugs(5, 2)),
                List.of(Reservation.reserved(ORDER, TWO_MUGS)),
                new ShipStock(ORDER),
                new ShipStock(ORDER),
                new ReleaseStock(ORDER));

        // Then
        Reservation shipped = Reservation.reserved(ORDER, TWO_MUGS).shipped();
        assertThat(outcome.shipped()).containsExactly(shipped);
        assertThat(outcome.changed()).containsExactly(shipped);
        assertThat(outcome.stock()).containsExactly(mugs(3, 0));
    }

    @Test
    void nothing_is_shipped_without_a_reservation() {
        // Given
        Reservation tombstone = Reservation.tombstone(OTHER);

        // When
        Outcome outcome = decide(List.of(mugs(5, 2)), List.of(tombstone), new ShipStock(ORDER), new ShipStock(OTHER));

        // Then
        assertThat(outcome).isEqualTo(new Outcome(List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void only_stock_that_may_change_is_asked_for() {
        // Given
        List<StockCommand> commands = List.of(new ReserveStock(ORDER, TWO_MUGS), new ReleaseStock(OTHER));
        Reservation held = Reservation.reserved(OTHER, new Basket(List.of(new Line(2, 1))));

        // Then
        assertThat(new Allocation(commands, Map.of(OTHER, held), Allocation.claims(commands)).productIds())
                .containsExactly(1L, 2L);
        assertThat(new Allocation(commands, Map.of(ORDER, Reservation.reserved(ORDER, TWO_MUGS)), Map.of())
                        .productIds())
                .isEmpty();
    }

    private static Outcome decide(List<StockLevel> levels, List<Reservation> known, StockCommand... commands) {
        Map<UUID, Reservation> byOrder =
                known.stream().collect(Collectors.toMap(Reservation::orderId, Function.identity()));
        Map<UUID, Reservation> claims = Allocation.claims(Arrays.asList(commands));
        claims.keySet().removeAll(byOrder.keySet());
        Allocation allocation = new Allocation(new ArrayList<>(Arrays.asList(commands)), byOrder, claims);
        List<StockLevel> held = levels.stream()
                .filter(level -> allocation.productIds().contains(level.productId()))
                .toList();
        return allocation.decide(new StockLedger(held));
    }

    private static StockLevel mugs(long onHand, long reserved) {
        return new StockLevel(1, "MUG", onHand, reserved);
    }

    private static StockLevel cups(long onHand, long reserved) {
        return new StockLevel(2, "CUP", onHand, reserved);
    }
}
