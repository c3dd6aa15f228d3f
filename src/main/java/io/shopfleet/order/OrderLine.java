package io.shopfleet.order;

/**
 * One line of an order, with name and price as they were when it was placed.
 *
 * @param productId of which product
 * @param sku the shop's number for it
 * @param name what it was called
 * @param quantity at least 1
 * @param unitPrice in minor units of the order's currency
 */
record OrderLine(long productId, String sku, String name, long quantity, long unitPrice) {}
