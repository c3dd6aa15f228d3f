package io.shopfleet.inventory;

import io.shopfleet.platform.db.DatabaseSettings;

/**
 * What the inventory role can be told.
 *
 * @param database where {@code inventory_db} is
 */
public record InventorySettings(DatabaseSettings database) {}
