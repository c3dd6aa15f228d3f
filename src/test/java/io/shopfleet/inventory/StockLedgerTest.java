package io.shopfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.shopfleet.inventory.Basket.Line;
import io.shopfleet.inventory.api.InventoryApi.ShortLine;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StockLedgerTest {
    private static final long MUG = 1;
    private static final long CUP = 2;
    private static final long UNKNOWN = 99;

    @Test
    void the_exact_last_unit_can_be_had_and_not_one_more() {
        // Given
        StockLedger stock = ledger(mug(10, 7), cup(0, 0));

        // When
        List<ShortLine> fits = stock.reserve(basket(line(MUG, 3)));
        List<ShortLine> oneMore = stock.reserve(basket(line(MUG, 1)));

        // Then
        assertThat(fits).isEmpty();
        assertThat(oneMore).containsExactly(new ShortLine(MUG, 1, 0));
        assertThat(stock.changed()).containsExactly(mug(10, 10));
    }

    @Test
    void a_basket_of_which_one_line_is_short_takes_nothing() {
        // Given
        StockLedger stock = ledger(mug(5, 0), cup(1, 0));

        // When
        List<ShortLine> shortLines = stock.reserve(basket(line(MUG, 5), line(CUP, 2)));

        // Then
        assertThat(shortLines).containsExactly(new ShortLine(CUP, 2, 1));
        assertThat(stock.changed()).isEmpty();
        assertThat(stock.reserve(basket(line(MUG, 5)))).isEmpty();
    }

    @Test
    void two_lines_of_one_product_count_together() {
        // Given
        StockLedger stock = ledger(mug(5, 0));

        // When
        List<ShortLine> shortLines = stock.reserve(basket(line(MUG, 3), line(MUG, 3)));

        // Then
        assertThat(shortLines).containsExactly(new ShortLine(MUG, 6, 5));
        assertThat(stock.changed()).isEmpty();
    }

    @Test
    void quantities_beyond_64_bits_are_refused_and_do_not_wrap() {
        // Given
        StockLedger stock = ledger(mug(1_000, 999));

        // When
        List<ShortLine> sum = stock.reserve(basket(line(MUG, Long.MAX_VALUE), line(MUG, Long.MAX_VALUE)));
        List<ShortLine> single = stock.reserve(basket(line(MUG, Long.MAX_VALUE)));

        // Then
        assertThat(sum).containsExactly(new ShortLine(MUG, Long.MAX_VALUE, 1));
        assertThat(single).containsExactly(new ShortLine(MUG, Long.MAX_VALUE, 1));
        assertThat(stock.changed()).isEmpty();
    }

    @Test
    void all_that_can_be_counted_can_be_reserved_once() {
        // Given
        StockLedger stock = ledger(mug(Long.MAX_VALUE, 0));

        // When
        List<ShortLine> everything = stock.reserve(basket(line(MUG, Long.MAX_VALUE)));
        List<ShortLine> more = stock.reserve(basket(line(MUG, 1)));

        // Then
        assertThat(everything).isEmpty();
        assertThat(more).containsExactly(new ShortLine(MUG, 1, 0));
    }

    @Test
    void nothing_is_available_of_an_unknown_product() {
        // Given
        StockLedger stock = ledger(mug(5, 0));

        // When
        List<ShortLine> shortLines = stock.reserve(basket(line(UNKNOWN, 1), line(MUG, 1)));

        // Then
        assertThat(shortLines).containsExactly(new ShortLine(UNKNOWN, 1, 0));
        assertThat(stock.changed()).isEmpty();
    }

    @Test
    void a_refusal_names_the_lines_by_their_sku() {
        // Given
        StockLedger stock = ledger(mug(1, 0), cup(0, 0));

        // When
        String reason = stock.explain(stock.reserve(basket(line(UNKNOWN, 4), line(CUP, 3), line(MUG, 2))));

        // Then
        assertThat(reason)
                .isEqualTo("Not enough stock: MUG-1 (wanted 2, available 1), CUP-1 (wanted 3, available 0), "
                        + "product 99 (wanted 4, available 0)");
    }

    @Test
    void what_is_released_can_be_had_again() {
        // Given
        StockLedger stock = ledger(mug(5, 5));

        // When
        stock.release(basket(line(MUG, 2)));

        // Then
        assertThat(stock.reserve(basket(line(MUG, 3)))).isNotEmpty();
        assertThat(stock.reserve(basket(line(MUG, 2)))).isEmpty();
    }

    @Test
    void what_is_shipped_is_neither_on_hand_nor_reserved() {
        // Given
        StockLedger stock = ledger(mug(5, 3), cup(2, 2));

        // When
        stock.ship(basket(line(MUG, 3), line(CUP, 1)));

        // Then
        assertThat(stock.changed()).containsExactly(mug(2, 0), cup(1, 1));
    }

    @Test
    void more_than_is_reserved_can_be_neither_released_nor_shipped() {
        // Given
        StockLedger stock = ledger(mug(5, 1));

        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> stock.release(basket(line(MUG, 2))));
        assertThatIllegalArgumentException().isThrownBy(() -> stock.ship(basket(line(MUG, 2))));
        assertThatIllegalStateException().isThrownBy(() -> stock.release(basket(line(UNKNOWN, 1))));
    }

    @Test
    void a_line_has_at_least_one_unit() {
        assertThatIllegalArgumentException().isThrownBy(() -> line(MUG, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> line(MUG, -1));
    }

    private static StockLedger ledger(StockLevel... levels) {
        return new StockLedger(Arrays.asList(levels));
    }

    private static StockLevel mug(long onHand, long reserved) {
        return new StockLevel(MUG, "MUG-1", onHand, reserved);
    }

    private static StockLevel cup(long onHand, long reserved) {
        return new StockLevel(CUP, "CUP-1", onHand, reserved);
    }

    private static Basket basket(Line... lines) {
        return new Basket(Arrays.asList(lines));
    }

    private static Line line(long productId, long quantity) {
        return new Line(productId, quantity);
    }
}
