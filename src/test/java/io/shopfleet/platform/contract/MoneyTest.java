package io.shopfleet.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
    @ParameterizedTest
    @CsvSource({
        "19.99, EUR, 1999",
        "5, EUR, 500",
        "0.5, EUR, 50",
        "500, JPY, 500",
        "1.234, BHD, 1234",
        "1e2, EUR, 10000"
    })
    void amounts_become_minor_units_exactly(BigDecimal amount, String currency, long minor) {
        assertThat(Money.of(amount, currency)).isEqualTo(new Money(minor, currency));
        assertThat(Money.of(amount, currency).amount()).isEqualByComparingTo(amount);
    }

    @Test
    void an_amount_is_written_with_exactly_the_currencys_digits() {
        assertThat(new Money(1990, "EUR").amount().toPlainString()).isEqualTo("19.90");
        assertThat(new Money(1990, "JPY").amount().toPlainString()).isEqualTo("1990");
    }

    @ParameterizedTest
    @CsvSource({"0.001, EUR", "0.5, JPY", "-1, EUR", "1, XXX", "1, EURO", "92233720368547758.08, EUR", "1e400, EUR"})
    void what_is_no_amount_of_money_is_refused(BigDecimal amount, String currency) {
        assertThatThrownBy(() -> Money.of(amount, currency)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sums_and_products_never_wrap_around() {
        Money most = new Money(Long.MAX_VALUE, "EUR");

        assertThatThrownBy(() -> most.plus(new Money(1, "EUR"))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.plus(new Money(1, "USD"))).isInstanceOf(IllegalArgumentException.class);
    }
}
