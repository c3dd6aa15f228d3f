package io.shopfleet.inventory;

import io.shopfleet.inventory.StockCommand.ReleaseStock;
import io.shopfleet.inventory.StockCommand.ReserveStock;
import io.shopfleet.inventory.StockCommand.ShipStock;
import io.shopfleet.order.api.OrderEvents;
import io.shopfleet.platform.events.EventConsumer;
import io.shopfleet.platform.events.EventReading;
import java.util.List;

/** What each of the order service's events asks of the stock. */
final class InventoryEventHandlers {
    /** The role's queue. */
    static final String QUEUE = "inventory.events";

    private final ReservationService service;

    InventoryEventHandlers(ReservationService service) {
        this.service = service;
    }

    /** Together, because each kind locks reservations before stock. */
    EventConsumer subscribe(EventConsumer consumer) {
        return consumer.on(
                List.<EventReading<?, StockCommand>>of(
                        new EventReading<>(
                                OrderEvents.CREATED,
                                order -> new ReserveStock(order.orderId(), Basket.of(order.items()))),
                        new EventReading<>(OrderEvents.CANCELLED, order -> new ReleaseStock(order.orderId())),
                        new EventReading<>(OrderEvents.FULFILLED, order -> new ShipStock(order.orderId()))),
                service::apply);
    }
}
