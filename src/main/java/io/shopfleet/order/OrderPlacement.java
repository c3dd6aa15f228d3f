package io.shopfleet.order;

import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.inventory.api.InventoryApi.GetQuotes;
import io.shopfleet.inventory.api.InventoryApi.Quote;
import io.shopfleet.order.PlacementRepository.IdempotencyKey;
import io.shopfleet.order.PlacementRepository.KeyRecord;
import io.shopfleet.order.PlacementRepository.Placement;
import io.shopfleet.order.api.OrderApi;
import io.shopfleet.order.api.OrderApi.Line;
import io.shopfleet.order.api.OrderApi.PlaceOrder;
import io.shopfleet.order.api.OrderApi.PlacedOrder;
import io.shopfleet.order.api.OrderEvents;
import io.shopfleet.order.api.OrderStatus;
import io.shopfleet.order.api.OrderView;
import io.shopfleet.platform.batch.Batcher;
import io.shopfleet.platform.batch.Lookup;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.events.Outbox;
import io.shopfleet.platform.json.JsonFormat;
import io.shopfleet.platform.trace.Trace;
import io.shopfleet.user.api.UserApi;
import io.shopfleet.user.api.UserApi.GetStanding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Places orders: asks who buys and what it costs, then writes order, idempotency key and event in one transaction.
 * Orders that arrive while a transaction is running share the next one.
 */
final class OrderPlacement {
    private static final int GROUP_LIMIT = 200;
    private static final long LARGEST_QUANTITY = 1_000_000;
    /** How much later than the wait's end its answer may be written: placing takes its time before the wait begins. */
    private static final Duration ANSWER_SLACK = Duration.ofSeconds(8);

    private final Bus bus;
    private final Outbox outbox;
    private final PlacementRepository placements;
    private final Batcher<Placement, Boolean> batcher;
    private final Lookup<IdempotencyKey, KeyRecord> keys;
    private final Lookup<UUID, Order> orders;

    OrderPlacement(
            Vertx vertx,
            Bus bus,
            Database database,
            Outbox outbox,
            OrderRepository orders,
            PlacementRepository placements) {
        this.bus = bus;
        this.outbox = outbox;
        this.placements = placements;
        this.batcher = new Batcher<>(vertx, GROUP_LIMIT, this::placeGroup);
        this.keys = new Lookup<>(vertx, asked -> database.query(sql -> placements.findKeys(sql, asked)));
        this.orders = new Lookup<>(vertx, ids -> database.query(sql -> orders.find(sql, ids)));
    }

    Future<PlacedOrder> place(PlaceOrder command) {
        return replay(command)
                .compose(earlier -> earlier.map(Future::succeededFuture).orElseGet(() -> placeNew(command)));
    }

    private Future<PlacedOrder> placeNew(PlaceOrder command) {
        Map<Long, Long> quantities = merge(command.lines());
        Future<Void> buyer = bus.request(
                        UserApi.STANDING, new GetStanding(command.caller().userId()))
                .compose(standing -> standing.active()
                        ? Future.succeededFuture()
                        : Future.failedFuture(ErrorType.FORBIDDEN.because("This account is deactivated")));
        Future<List<Quote>> quotes = bus.request(InventoryApi.QUOTES, new GetQuotes(List.copyOf(quantities.keySet())))
                .map(InventoryApi.Quotes::quotes);
        return Future.all(buyer, quotes)
                .map(both -> placement(command, quantities, quotes.result()))
                .compose(placement -> batcher.submit(placement)
                        .compose(placed -> placed
                                ? Future.succeededFuture(
                                        new PlacedOrder(placement.order().view(), false, false))
                                : replay(command).map(Optional::orElseThrow)));
    }

    private Placement placement(PlaceOrder command, Map<Long, Long> quantities, List<Quote> quotes) {
        Map<Long, Quote> byProduct = quotes.stream().collect(Collectors.toMap(Quote::productId, Function.identity()));
        refuseUnknown(command.lines(), byProduct);
        if (quotes.stream().map(Quote::currency).distinct().count() > 1) {
            throw ErrorType.UNPROCESSABLE_ORDER.at("/items", "All products of an order must have one currency");
        }
        List<OrderLine> lines = quantities.entrySet().stream()
                .map(entry -> line(Objects.requireNonNull(byProduct.get(entry.getKey())), entry.getValue()))
                .toList();
        Instant now = OrderService.now();
        Order order = Order.place(
                OrderIds.next(),
                command.caller().userId(),
                lines,
                quotes.getFirst().currency(),
                command.caller().actor(),
                now);
        return new Placement(
                order,
                command.idempotencyKey(),
                fingerprint(command),
                command.waitSeconds() == 0
                        ? null
                        : now.plusSeconds(command.waitSeconds()).plus(ANSWER_SLACK),
                Trace.current());
    }

    private Future<List<Boolean>> placeGroup(List<Placement> group) {
        return outbox.transact(unit -> placements
                .place(unit.sql(), group)
                .map(placed -> group.stream()
                        .map(placement -> {
                            Order order = placement.order();
                            if (!placed.contains(order.id())) {
                                return false;
                            }
                            unit.emit(OrderEvents.CREATED, order.id(), order.created(), placement.trace());
                            unit.afterCommit(() -> bus.publish(OrderApi.CHANGED, order.view()));
                            return true;
                        })
                        .toList()));
    }

    /** The answer to an earlier request with the same key, if there was one. */
    private Future<Optional<PlacedOrder>> replay(PlaceOrder command) {
        String key = command.idempotencyKey();
        if (key == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return keys.find(new IdempotencyKey(command.caller().userId(), key))
                .compose(earlier -> earlier.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : orders.find(earlier.get().orderId())
                                .map(order -> Optional.of(replay(command, earlier.get(), order.orElseThrow()))));
    }

    private static PlacedOrder replay(PlaceOrder command, KeyRecord earlier, Order order) {
        if (!earlier.fingerprint().equals(fingerprint(command))) {
            throw ErrorType.IDEMPOTENCY_KEY_REUSED.at(
                    "/header/Idempotency-Key", "This key was used for an order with another body");
        }
        if (earlier.answerDue() == null) {
            return new PlacedOrder(order.asPlaced().view(), true, false);
        }
        OrderView answer = earlier.answer();
        if (answer == null && Instant.now().isBefore(earlier.answerDue())) {
            throw ErrorType.REQUEST_IN_PROGRESS.because("The first request with this key is still waiting");
        }
        OrderView shown = answer != null ? answer : order.view();
        return new PlacedOrder(shown, true, shown.status() != OrderStatus.PENDING);
    }

    /** One line a product, in product order: nothing later has to think of duplicates. */
    private static Map<Long, Long> merge(List<Line> lines) {
        Map<Long, Long> quantities = new TreeMap<>();
        for (Line line : lines) {
            if (quantities.merge(line.productId(), line.quantity(), Math::addExact) > LARGEST_QUANTITY) {
                throw ErrorType.INVALID_REQUEST.at(
                        "/items", "At most " + LARGEST_QUANTITY + " of product " + line.productId());
            }
        }
        return quantities;
    }

    private static OrderLine line(Quote quote, long quantity) {
        return new OrderLine(quote.productId(), quote.sku(), quote.name(), quantity, quote.unitPrice());
    }

    private static void refuseUnknown(List<Line> lines, Map<Long, Quote> known) {
        Map<Long, Problem.FieldError> errors = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            long product = lines.get(i).productId();
            if (!known.containsKey(product)) {
                errors.putIfAbsent(
                        product,
                        new Problem.FieldError("/items/" + i + "/product_id", "There is no product " + product));
            }
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(new Problem(
                    ErrorType.UNKNOWN_PRODUCT,
                    "The order names products that do not exist",
                    new ArrayList<>(errors.values())));
        }
    }

    private static Buffer fingerprint(PlaceOrder command) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256")
                    .digest(JsonFormat.write(command.lines()).getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
