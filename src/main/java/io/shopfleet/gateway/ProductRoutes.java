package io.shopfleet.gateway;

import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.inventory.api.ProductView;
import io.shopfleet.platform.bus.Bus;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Products, prices and stock. */
final class ProductRoutes {
    private final Bus bus;

    ProductRoutes(Bus bus) {
        this.bus = bus;
    }

    Map<String, Endpoint> endpoints() {
        return Map.of(
                "listProducts", this::list,
                "getProduct", this::get,
                "createProduct", this::create,
                "changeProduct", this::change,
                "adjustStock", this::adjust,
                "getStock", this::stock);
    }

    private Future<Reply> list(Call call) {
        String query = Objects.requireNonNullElse(call.text("/query/query"), "");
        return bus.request(InventoryApi.LIST, new InventoryApi.ListProducts(query, call.limitAndOne(), call.after()))
                .map(page -> call.page(page.products(), ProductView::id));
    }

    private Future<Reply> get(Call call) {
        return bus.request(InventoryApi.GET, new InventoryApi.GetProduct(call.id()))
                .map(Reply::ok);
    }

    private Future<Reply> create(Call call) {
        NewProduct product = call.body(NewProduct.class);
        return bus.request(
                        InventoryApi.CREATE,
                        new InventoryApi.CreateProduct(
                                call.caller(),
                                product.sku(),
                                product.name(),
                                product.price(),
                                product.currency(),
                                Objects.requireNonNullElse(product.onHand(), 0L)))
                .map(created -> Reply.created("/api/products/" + created.id(), created));
    }

    private Future<Reply> change(Call call) {
        ProductChange change = call.body(ProductChange.class);
        return bus.request(
                        InventoryApi.CHANGE,
                        new InventoryApi.ChangeProduct(call.caller(), call.id(), change.name(), change.price()))
                .map(Reply::ok);
    }

    private Future<Reply> adjust(Call call) {
        Adjustment adjustment = call.body(Adjustment.class);
        return bus.request(
                        InventoryApi.ADJUST,
                        new InventoryApi.AdjustStock(call.caller(), call.id(), adjustment.delta(), adjustment.reason()))
                .map(Reply::ok);
    }

    private Future<Reply> stock(Call call) {
        return bus.request(InventoryApi.STOCK, new InventoryApi.GetStock(call.caller(), call.id()))
                .map(Reply::ok);
    }

    private record NewProduct(
            String sku,
            String name,
            BigDecimal price,
            String currency,
            @Nullable Long onHand) {}

    private record ProductChange(
            @Nullable String name, @Nullable BigDecimal price) {}

    private record Adjustment(long delta, String reason) {}
}
