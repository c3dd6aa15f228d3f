package io.shopfleet.inventory;

import io.shopfleet.inventory.api.StockView;

/**
 * A product's stock at one moment: {@code on_hand >= reserved >= 0}.
 *
 * @param productId of which product
 * @param sku what people call it
 * @param onHand what is in the house
 * @param reserved what of it is promised to orders
 */
record StockLevel(long productId, String sku, long onHand, long reserved) {
    StockLevel {
        if (reserved < 0 || onHand < reserved) {
            throw new IllegalArgumentException(
                    "Stock of " + sku + " cannot be " + onHand + " on hand with " + reserved + " reserved");
        }
    }

    long available() {
        return onHand - reserved;
    }

    StockLevel reserve(long quantity) {
        return new StockLevel(productId, sku, onHand, Math.addExact(reserved, quantity));
    }

    StockLevel release(long quantity) {
        return new StockLevel(productId, sku, onHand, reserved - quantity);
    }

    StockLevel ship(long quantity) {
        return new StockLevel(productId, sku, onHand - quantity, reserved - quantity);
    }

    StockView view() {
        return new StockView(productId, onHand, reserved, available());
    }
}
