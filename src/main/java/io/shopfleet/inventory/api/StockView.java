package io.shopfleet.inventory.api;

/**
 * A product's stock.
 *
 * @param productId of which product
 * @param onHand what is in the house
 * @param reserved what of it is promised to orders
 * @param available what of it is not
 */
public record StockView(long productId, long onHand, long reserved, long available) {}
