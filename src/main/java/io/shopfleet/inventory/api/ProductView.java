package io.shopfleet.inventory.api;

import java.math.BigDecimal;

/**
 * A product as a buyer sees it.
 *
 * @param id at least 1
 * @param sku the shop's own number for it
 * @param name what it is called
 * @param price what one costs now, in the currency's major unit
 * @param currency ISO 4217
 * @param available how many can be ordered now
 */
public record ProductView(long id, String sku, String name, BigDecimal price, String currency, long available) {}
