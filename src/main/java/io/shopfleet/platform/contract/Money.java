package io.shopfleet.platform.contract;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount of money, exact.
 *
 * @param minor the amount in the currency's minor unit (cents), never negative
 * @param currency an ISO 4217 code, for instance {@code EUR}
 */
public record Money(long minor, String currency) {
    /** Decimal digits of the largest {@code long}. */
    private static final int LONGEST_LONG = 19;

    /**
     * Refuses a negative amount and an unknown currency.
     *
     * @throws IllegalArgumentException when either is wrong
     */
    public Money {
        if (minor < 0) {
            throw new IllegalArgumentException("An amount is never negative");
        }
        if (digits(currency) < 0) {
            throw new IllegalArgumentException(currency + " is not a currency to pay in");
        }
    }

    /**
     * Reads a decimal amount.
     *
     * @param amount the amount in the currency's major unit, at most as many decimals as the currency has
     * @param currency an ISO 4217 code
     * @return the same amount in minor units
     * @throws IllegalArgumentException when the currency is unknown, the amount negative, too precise or too large
     */
    public static Money of(BigDecimal amount, String currency) {
        int digits = digits(currency);
        // Looked at before it is scaled: scaling 1e999999999 would build a number of a billion digits.
        BigDecimal shortest = amount.stripTrailingZeros();
        if (shortest.scale() > digits || (long) shortest.precision() - shortest.scale() > LONGEST_LONG) {
            throw unfit(currency, digits);
        }
        try {
            return new Money(shortest.setScale(digits).unscaledValue().longValueExact(), currency);
        } catch (ArithmeticException e) {
            throw unfit(currency, digits);
        }
    }

    /**
     * The amount as people write it.
     *
     * @return the amount in the major unit, with exactly the currency's decimals
     */
    public BigDecimal amount() {
        return BigDecimal.valueOf(minor, digits(currency));
    }

    /**
     * This much, several times.
     *
     * @param quantity how often, not negative
     * @return the product
     * @throws ArithmeticException when it exceeds 64 bits
     */
    public Money times(long quantity) {
        return new Money(Math.multiplyExact(minor, quantity), currency);
    }

    /**
     * The sum of two amounts of one currency.
     *
     * @param other the other amount
     * @return the sum
     * @throws ArithmeticException when it exceeds 64 bits
     * @throws IllegalArgumentException when the currencies differ
     */
    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(currency + " and " + other.currency + " cannot be added");
        }
        return new Money(Math.addExact(minor, other.minor), currency);
    }

    private static IllegalArgumentException unfit(String currency, int digits) {
        return new IllegalArgumentException(
                "An amount in " + currency + " has at most " + digits + " decimals and fits in 64 bits");
    }

    private static int digits(String currency) {
        return Currency.getInstance(currency).getDefaultFractionDigits();
    }
}
