package io.shopfleet.inventory;

import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.inventory.api.InventoryApi.AdjustStock;
import io.shopfleet.inventory.api.InventoryApi.ChangeProduct;
import io.shopfleet.inventory.api.InventoryApi.CreateProduct;
import io.shopfleet.inventory.api.InventoryApi.GetProduct;
import io.shopfleet.inventory.api.InventoryApi.GetQuotes;
import io.shopfleet.inventory.api.InventoryApi.GetStock;
import io.shopfleet.inventory.api.InventoryApi.ListProducts;
import io.shopfleet.inventory.api.InventoryApi.ProductCreated;
import io.shopfleet.inventory.api.InventoryApi.ProductPage;
import io.shopfleet.inventory.api.InventoryApi.Quote;
import io.shopfleet.inventory.api.InventoryApi.Quotes;
import io.shopfleet.inventory.api.InventoryApi.StockAdjusted;
import io.shopfleet.inventory.api.ProductView;
import io.shopfleet.inventory.api.StockView;
import io.shopfleet.platform.batch.Lookup;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Money;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.events.Outbox;
import io.shopfleet.platform.events.UnitOfWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Products, prices, and stock that is moved by hand. */
final class InventoryService {
    private static final String CHECK_VIOLATION = "23514";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String OUT_OF_RANGE = "22003";

    private final Database database;
    private final Outbox outbox;
    private final Lookup<Long, Quote> quotes;
    private final ProductRepository products = new ProductRepository();

    InventoryService(Vertx vertx, Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
        this.quotes = new Lookup<>(
                vertx,
                ids -> database.query(sql -> products.quotes(sql, ids))
                        .map(found -> found.stream().collect(Collectors.toMap(Quote::productId, Function.identity()))));
    }

    Future<ProductPage> list(ListProducts question) {
        // PostgreSQL has no NUL character; it separates words like any other that is neither letter nor digit.
        String query = question.query().replace('\0', ' ');
        return database.query(sql -> query.isBlank()
                        ? products.list(sql, question.after(), question.limit())
                        : products.search(sql, query, question.after(), question.limit()))
                .map(ProductPage::new);
    }

    Future<ProductView> get(GetProduct question) {
        return database.query(sql -> products.find(sql, question.productId())).map(InventoryService::found);
    }

    Future<Quotes> quotes(GetQuotes question) {
        return quotes.findAll(question.productIds())
                .map(found -> new Quotes(found.values().stream()
                        .sorted(Comparator.comparingLong(Quote::productId))
                        .toList()));
    }

    Future<StockView> stock(GetStock question) {
        question.caller().mustBeAdmin();
        return database.query(sql -> products.findStock(sql, question.productId()))
                .map(level -> found(level).view());
    }

    Future<ProductView> create(CreateProduct command) {
        command.caller().mustBeAdmin();
        mustBeText("/sku", command.sku());
        mustBeText("/name", command.name());
        if (command.onHand() < 0) {
            throw ErrorType.INVALID_REQUEST.at("/on_hand", "must not be negative");
        }
        Money price = price(command.price(), known(command.currency()));
        return outbox.transact(unit -> create(unit, command, price))
                .recover(failure -> Future.failedFuture(
                        isState(failure, UNIQUE_VIOLATION)
                                ? ErrorType.SKU_TAKEN.at("/sku", "Another product has this SKU")
                                : failure));
    }

    Future<ProductView> change(ChangeProduct command) {
        command.caller().mustBeAdmin();
        if (command.name() != null) {
            mustBeText("/name", command.name());
        }
        long id = command.productId();
        return database.query(sql -> products.findCurrency(sql, id)
                        .map(InventoryService::found)
                        .map(currency -> priceMinor(command.price(), currency))
                        .compose(minor -> products.update(sql, id, command.name(), minor))
                        .compose(updated -> products.find(sql, id)))
                .map(InventoryService::found);
    }

    Future<StockView> adjust(AdjustStock command) {
        command.caller().mustBeAdmin();
        mustBeText("/reason", command.reason());
        if (command.delta() == 0) {
            throw ErrorType.INVALID_REQUEST.at("/delta", "must not be 0");
        }
        return outbox.transact(unit -> adjust(unit, command)).recover(failure -> Future.failedFuture(explain(failure)));
    }

    private Future<ProductView> create(UnitOfWork unit, CreateProduct command, Money price) {
        return products.insert(unit.sql(), command.sku(), command.name(), price, command.onHand())
                .compose(product -> command.onHand() == 0
                        ? Future.succeededFuture(product)
                        : products.insertMovement(
                                        unit.sql(),
                                        product.id(),
                                        command.onHand(),
                                        "initial stock",
                                        command.caller().actor())
                                .map(product))
                .map(product -> {
                    ProductView view = product.view(command.onHand());
                    unit.emit(
                            InventoryApi.PRODUCT_CREATED,
                            view.id(),
                            new ProductCreated(view.id(), view.sku(), view.name(), view.price(), view.currency()));
                    return view;
                });
    }

    private Future<StockView> adjust(UnitOfWork unit, AdjustStock command) {
        long id = command.productId();
        return products.moveStock(unit.sql(), id, command.delta())
                .map(InventoryService::found)
                .compose(level -> products.insertMovement(
                                unit.sql(),
                                id,
                                command.delta(),
                                command.reason(),
                                command.caller().actor())
                        .map(level.view()))
                .map(view -> {
                    unit.emit(
                            InventoryApi.STOCK_ADJUSTED,
                            id,
                            new StockAdjusted(id, command.delta(), view.onHand(), view.reserved(), command.reason()));
                    return view;
                });
    }

    private static Throwable explain(Throwable failure) {
        if (isState(failure, CHECK_VIOLATION)) {
            return ErrorType.INSUFFICIENT_STOCK.at("/delta", "More than is available would go out");
        }
        if (isState(failure, OUT_OF_RANGE)) {
            return ErrorType.INSUFFICIENT_STOCK.at("/delta", "The stock would be more than can be counted");
        }
        return failure;
    }

    private static boolean isState(Throwable failure, String sqlState) {
        return failure instanceof PgException pg && sqlState.equals(pg.getSqlState());
    }

    private static <T> T found(Optional<T> row) {
        return row.orElseThrow(() -> ErrorType.NOT_FOUND.because("Product not found"));
    }

    private static @Nullable Long priceMinor(@Nullable BigDecimal price, String currency) {
        return price == null ? null : price(price, currency).minor();
    }

    private static Money price(BigDecimal price, String currency) {
        try {
            return Money.of(price, currency);
        } catch (IllegalArgumentException e) {
            throw ErrorType.INVALID_REQUEST.at("/price", String.valueOf(e.getMessage()));
        }
    }

    private static String known(String currency) {
        try {
            return new Money(0, currency).currency();
        } catch (IllegalArgumentException e) {
            throw ErrorType.INVALID_REQUEST.at("/currency", "must be the ISO 4217 code of a currency to pay in");
        }
    }

    /** Control characters are refused: PostgreSQL cannot store one of them, and no page can show the others. */
    private static void mustBeText(String pointer, String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw ErrorType.INVALID_REQUEST.at(pointer, "must be text without control characters");
        }
    }
}
