package io.shopfleet.order;

import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.inventory.api.InventoryApi.StockRejected;
import io.shopfleet.inventory.api.InventoryApi.StockReserved;
import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.platform.events.EventConsumer;
import io.shopfleet.platform.events.UnitOfWork;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What inventory answered. An answer counts only while its order is PENDING: one that comes again, or after the order
 * was cancelled, changes nothing.
 */
final class OrderEventHandlers {
    /** The queue of this role. */
    static final String QUEUE = "order.events";

    private static final Logger LOG = LoggerFactory.getLogger(OrderEventHandlers.class);

    private final OrderRepository orders;
    private final OrderService service;

    OrderEventHandlers(OrderRepository orders, OrderService service) {
        this.orders = orders;
        this.service = service;
    }

    EventConsumer subscribe(EventConsumer consumer) {
        return consumer.on(InventoryApi.STOCK_RESERVED, this::reserved).on(InventoryApi.STOCK_REJECTED, this::rejected);
    }

    private Future<Void> reserved(UnitOfWork unit, List<StockReserved> events) {
        String actor = "event:" + InventoryApi.STOCK_RESERVED.name();
        return settle(
                unit,
                events.stream().map(StockReserved::orderId).distinct().toList(),
                order -> order.become(OrderStatus.CONFIRMED, actor, null, OrderService.now()));
    }

    private Future<Void> rejected(UnitOfWork unit, List<StockRejected> events) {
        String actor = "event:" + InventoryApi.STOCK_REJECTED.name();
        return settle(
                unit, events.stream().map(StockRejected::orderId).distinct().toList(), order -> {
                    StockRejected answer = events.stream()
                            .filter(event -> event.orderId().equals(order.id()))
                            .findFirst()
                            .orElseThrow();
                    return order.become(OrderStatus.REJECTED, actor, answer.reason(), OrderService.now());
                });
    }

    private Future<Void> settle(UnitOfWork unit, List<UUID> ids, Function<Order, Order> transition) {
        return orders.lock(unit.sql(), ids).compose(found -> {
            if (found.size() < ids.size()) {
                Set<UUID> unknown = new HashSet<>(ids);
                found.forEach(order -> unknown.remove(order.id()));
                LOG.error("Answers about orders that nobody placed here: {}", unknown);
            }
            List<Order> moved = found.stream()
                    .filter(order -> order.status() == OrderStatus.PENDING)
                    .map(transition)
                    .toList();
            if (moved.isEmpty()) {
                return Future.succeededFuture();
            }
            moved.forEach(order -> service.tell(unit, order));
            return orders.update(unit.sql(), moved);
        });
    }
}
