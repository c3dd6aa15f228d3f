package io.shopfleet.order;

import io.shopfleet.order.api.OrderApi;
import io.shopfleet.platform.bus.Bus;
import io.vertx.core.Future;

/** Which use case answers at which address. */
final class OrderBusHandlers {
    private final Bus bus;
    private final OrderPlacement placement;
    private final OrderService service;

    OrderBusHandlers(Bus bus, OrderPlacement placement, OrderService service) {
        this.bus = bus;
        this.placement = placement;
        this.service = service;
    }

    Future<Void> register() {
        return Future.join(
                        bus.serve(OrderApi.PLACE, placement::place),
                        bus.serve(OrderApi.AWAIT, service::await),
                        bus.serve(OrderApi.LIST, service::list),
                        bus.serve(OrderApi.GET, service::get),
                        bus.serve(OrderApi.TIMELINE, service::timeline),
                        Future.join(
                                bus.serve(OrderApi.CANCEL, service::cancel),
                                bus.serve(OrderApi.FULFIL, service::fulfil)))
                .mapEmpty();
    }
}
