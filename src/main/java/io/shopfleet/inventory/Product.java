package io.shopfleet.inventory;

import io.shopfleet.inventory.api.InventoryApi.Quote;
import io.shopfleet.inventory.api.ProductView;
import io.shopfleet.platform.contract.Money;

/**
 * What the shop sells.
 *
 * @param id at least 1
 * @param sku the shop's own number for it
 * @param name what it is called
 * @param price what one costs now
 */
record Product(long id, String sku, String name, Money price) {
    ProductView view(long available) {
        return new ProductView(id, sku, name, price.amount(), price.currency(), available);
    }

    Quote quote() {
        return new Quote(id, sku, name, price.minor(), price.currency());
    }
}
