package io.shopfleet.inventory;

import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.platform.bus.Bus;
import io.vertx.core.Future;
import java.util.List;

/** Answers at every address of the {@link InventoryApi}. */
final class InventoryBusHandlers {
    private final Bus bus;
    private final InventoryService service;
    private final ReservationService reservations;

    InventoryBusHandlers(Bus bus, InventoryService service, ReservationService reservations) {
        this.bus = bus;
        this.service = service;
        this.reservations = reservations;
    }

    /** Completed when the whole fleet can reach the service. */
    Future<Void> register() {
        return Future.join(List.of(
                        bus.serve(InventoryApi.LIST, service::list),
                        bus.serve(InventoryApi.GET, service::get),
                        bus.serve(InventoryApi.CREATE, service::create),
                        bus.serve(InventoryApi.CHANGE, service::change),
                        bus.serve(InventoryApi.ADJUST, service::adjust),
                        bus.serve(InventoryApi.STOCK, service::stock),
                        bus.serve(InventoryApi.QUOTES, service::quotes),
                        bus.serve(InventoryApi.SETTLED, reservations::findSettled)))
                .mapEmpty();
    }
}
