package io.shopfleet.inventory.api;

import io.shopfleet.platform.contract.Address;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.EventType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything the inventory service can be asked and everything it tells. */
public final class InventoryApi {
    /** Lists or searches products by id; for everybody. */
    public static final Address<ListProducts, ProductPage> LIST =
            Address.query("inventory.list", ListProducts.class, ProductPage.class);

    /** One product; for everybody. */
    public static final Address<GetProduct, ProductView> GET =
            Address.query("inventory.get", GetProduct.class, ProductView.class);

    /** Adds a product; for administrators. Answers SKU_TAKEN where it must. */
    public static final Address<CreateProduct, ProductView> CREATE =
            Address.command("inventory.create", CreateProduct.class, ProductView.class);

    /** Changes a product's name or price; for administrators. Orders placed keep the price they were placed at. */
    public static final Address<ChangeProduct, ProductView> CHANGE =
            Address.command("inventory.change", ChangeProduct.class, ProductView.class);

    /** Moves stock in or out; for administrators. Answers INSUFFICIENT_STOCK where it would fall below the reserved. */
    public static final Address<AdjustStock, StockView> ADJUST =
            Address.command("inventory.adjust", AdjustStock.class, StockView.class);

    /** A product's stock; for administrators. */
    public static final Address<GetStock, StockView> STOCK =
            Address.query("inventory.stock", GetStock.class, StockView.class);

    /** Names and prices as they are now; ids that do not exist are left out of the answer. */
    public static final Address<GetQuotes, Quotes> QUOTES =
            Address.query("inventory.quotes", GetQuotes.class, Quotes.class);

    /** Which of some cancelled or fulfilled orders hold no stock any more. */
    public static final Address<FindSettled, Settled> SETTLED =
            Address.query("inventory.settled", FindSettled.class, Settled.class);

    /** All lines of an order are reserved. */
    public static final EventType<StockReserved> STOCK_RESERVED =
            new EventType<>("stock_reserved", StockReserved.class);

    /** No line of an order is reserved, because some could not be. */
    public static final EventType<StockRejected> STOCK_REJECTED =
            new EventType<>("stock_rejected", StockRejected.class);

    /** A product was added. */
    public static final EventType<ProductCreated> PRODUCT_CREATED =
            new EventType<>("product_created", ProductCreated.class);

    /** Stock was moved in or out by hand. */
    public static final EventType<StockAdjusted> STOCK_ADJUSTED =
            new EventType<>("stock_adjusted", StockAdjusted.class);

    private InventoryApi() {}

    /**
     * Asks for a page of products.
     *
     * @param query words that name or SKU must contain (each as the beginning of a word); empty for all
     * @param after the last id of the page before, 0 for the first page
     */
    public record ListProducts(String query, int limit, long after) {}

    /**
     * A page of products.
     *
     * @param products at most as many as asked for, by ascending id
     */
    public record ProductPage(List<ProductView> products) {}

    /** Asks for a product. */
    public record GetProduct(long productId) {}

    /**
     * Asks to add a product.
     *
     * @param onHand what is in stock from the start, not negative
     */
    public record CreateProduct(
            Caller caller, String sku, String name, BigDecimal price, String currency, long onHand) {}

    /** Null leaves a field as it is. */
    public record ChangeProduct(
            Caller caller,
            long productId,
            @Nullable String name,
            @Nullable BigDecimal price) {}

    /**
     * Asks to move stock.
     *
     * @param delta what comes in, or goes out if negative; not 0
     */
    public record AdjustStock(Caller caller, long productId, long delta, String reason) {}

    /** Asks for a product's stock. */
    public record GetStock(Caller caller, long productId) {}

    /**
     * Asks for names and prices.
     *
     * @param productIds each once, at most 100
     */
    public record GetQuotes(List<Long> productIds) {}

    /**
     * Names and prices as they are now.
     *
     * @param quotes by ascending product id
     */
    public record Quotes(List<Quote> quotes) {}

    /**
     * Name and price of a product as they are now.
     *
     * @param unitPrice in minor units of the currency
     */
    public record Quote(long productId, String sku, String name, long unitPrice, String currency) {}

    /**
     * Asks which orders hold no stock.
     *
     * @param orderIds cancelled or fulfilled orders, at most 1000
     */
    public record FindSettled(List<UUID> orderIds) {}

    /**
     * Orders that hold no stock.
     *
     * @param orderIds those that hold no stock and never will
     */
    public record Settled(List<UUID> orderIds) {}

    /** Tells that an order's stock is reserved. */
    public record StockReserved(UUID orderId) {
        /** Refuses an event without its order. */
        public StockReserved {
            Objects.requireNonNull(orderId, "order_id");
        }
    }

    /**
     * Tells that an order gets no stock.
     *
     * @param reason the same in words, fit for the buyer's eyes
     */
    public record StockRejected(UUID orderId, String reason, List<ShortLine> lines) {
        /** Refuses an event without its order or reason. */
        public StockRejected {
            Objects.requireNonNull(orderId, "order_id");
            Objects.requireNonNull(reason, "reason");
            lines = List.copyOf(lines);
        }
    }

    /**
     * A line that could not be served.
     *
     * @param available how many could have been had, 0 for an unknown product
     */
    public record ShortLine(long productId, long requested, long available) {}

    /** Tells of a new product. */
    public record ProductCreated(long productId, String sku, String name, BigDecimal price, String currency) {}

    /** Tells of stock moved by hand. */
    public record StockAdjusted(long productId, long delta, long onHand, long reserved, String reason) {}
}
