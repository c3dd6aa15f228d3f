package io.shopfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shopfleet.inventory.Basket.Line;
import io.shopfleet.inventory.StockCommand.ReleaseStock;
import io.shopfleet.inventory.StockCommand.ReserveStock;
import io.shopfleet.inventory.StockCommand.ShipStock;
import io.shopfleet.inventory.api.InventoryApi.AdjustStock;
import io.shopfleet.inventory.api.InventoryApi.FindSettled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservationServiceIT {
    private final Random random = new Random(20261123);
    private InventoryFixture shop;
    private int products;

    @BeforeAll
    void open() throws IOException {
        shop = new InventoryFixture();
    }

    @AfterEach
    void the_books_balance() {
        assertThat(shop.audit()).isEmpty();
    }

    @AfterAll
    void close() throws IOException {
        shop.close();
    }

    @Test
    void an_order_is_reserved_and_shipped() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        long cup = product(3);

        // When
        shop.apply(reserve(order, new Line(cup, 1), new Line(mug, 2)));
        String reserved = shop.stock(mug) + " " + shop.stock(cup) + " " + shop.state(order);
        shop.apply(new ShipStock(order));
        shop.apply(new ShipStock(order));

        // Then
        assertThat(reserved).isEqualTo("5/2 3/1 RESERVED");
        assertThat(shop.stock(mug) + " " + shop.stock(cup) + " " + shop.state(order))
                .isEqualTo("3/0 2/0 SHIPPED");
        assertThat(shop.emitted(order)).containsExactly("stock_reserved");
        assertThat(shop.rows("""
                SELECT product_id || ' ' || delta || ' ' || reason || ' ' || actor AS value
                FROM movements WHERE order_id = '%s' ORDER BY product_id
                """.formatted(order)))
                .containsExactly(mug + " -2 shipped event:order_fulfilled", cup + " -1 shipped event:order_fulfilled");
    }

    @Test
    void an_order_that_asks_for_too_much_is_rejected_with_its_lines() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        long cup = product(1);

        // When
        shop.apply(reserve(order, new Line(mug, 5), new Line(cup, 2), new Line(9_999_999, 1)));

        // Then
        assertThat(shop.stock(mug) + " " + shop.stock(cup) + " " + shop.state(order))
                .isEqualTo("5/0 1/0 REJECTED");
        assertThat(shop.emitted(order)).containsExactly("stock_rejected");
        assertThat(shop.single(
                        "SELECT convert_from(body, 'UTF8') AS value FROM outbox WHERE subject = '" + order + "'"))
                .isEqualTo(("{'event':'stock_rejected','data':{'order_id':'%s','reason':'Not enough stock: "
                                + "P-%d (wanted 2, available 1), product 9999999 (wanted 1, available 0)',"
                                + "'lines':[{'product_id':%d,'requested':2,'available':1},"
                                + "{'product_id':9999999,'requested':1,'available':0}]}}")
                        .formatted(order, products, cup)
                        .replace('\'', '"'));
    }

    @Test
    void two_lines_of_one_product_do_not_oversell_it() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);

        // When
        shop.apply(reserve(order, new Line(mug, 3), new Line(mug, 3)));

        // Then
        assertThat(shop.state(order)).isEqualTo("REJECTED");
        assertThat(shop.stock(mug)).isEqualTo("5/0");
    }

    @Test
    void an_order_told_again_hears_the_same_answer_and_takes_nothing_more() {
        // Given
        long mug = product(5);
        UUID reserved = UUID.randomUUID();
        UUID rejected = UUID.randomUUID();
        shop.apply(reserve(reserved, new Line(mug, 3)), reserve(rejected, new Line(mug, 3)));

        // When
        shop.adjust(mug, 10);
        shop.apply(
                reserve(rejected, new Line(mug, 3)),
                reserve(reserved, new Line(mug, 3)),
                reserve(reserved, new Line(mug, 3)));

        // Then
        assertThat(shop.stock(mug)).isEqualTo("15/3");
        assertThat(shop.emitted(reserved)).containsExactly("stock_reserved", "stock_reserved");
        assertThat(shop.emitted(rejected)).containsExactly("stock_rejected", "stock_rejected");
        assertThat(shop.rows("SELECT DISTINCT convert_from(body, 'UTF8') AS value FROM outbox WHERE subject = '"
                        + rejected + "'"))
                .hasSize(1);
    }

    @Test
    void a_cancelled_order_gives_its_stock_back_once() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        shop.apply(reserve(order, new Line(mug, 2)));

        // When
        shop.apply(new ReleaseStock(order));
        shop.apply(new ReleaseStock(order), new ShipStock(order), reserve(order, new Line(mug, 2)));

        // Then
        assertThat(shop.stock(mug)).isEqualTo("5/0");
        assertThat(shop.state(order)).isEqualTo("RELEASED");
        assertThat(shop.emitted(order)).containsExactly("stock_reserved");
    }

    @Test
    void a_cancellation_that_overtakes_its_order_leaves_nothing_to_reserve() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        shop.apply(new ReleaseStock(order));

        // When
        shop.apply(reserve(order, new Line(mug, 2)));

        // Then
        assertThat(shop.stock(mug)).isEqualTo("5/0");
        assertThat(shop.emitted(order)).isEmpty();
    }

    @Test
    void a_shipped_order_is_neither_released_nor_reserved_again() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        shop.apply(reserve(order, new Line(mug, 2)), new ShipStock(order));

        // When
        shop.apply(new ReleaseStock(order), reserve(order, new Line(mug, 2)));

        // Then
        assertThat(shop.stock(mug)).isEqualTo("3/0");
        assertThat(shop.state(order)).isEqualTo("SHIPPED");
        assertThat(shop.emitted(order)).containsExactly("stock_reserved", "stock_reserved");
    }

    @Test
    void an_order_told_to_two_processes_at_once_is_reserved_once() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        Promise<Void> gate = Promise.promise();

        // When
        Future<Void> first = shop.one.begin(gate.future(), reserve(order, new Line(mug, 2)));
        awaitIdleTransaction();
        Future<Void> second = shop.other.begin(List.of(reserve(order, new Line(mug, 2))));
        awaitWaitingStatement();
        gate.complete();
        InventoryFixture.await(Future.join(first, second));

        // Then
        assertThat(shop.stock(mug)).isEqualTo("5/2");
        assertThat(shop.emitted(order)).containsExactly("stock_reserved", "stock_reserved");
    }

    @Test
    void a_cancellation_waits_for_the_reservation_under_way() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        Promise<Void> gate = Promise.promise();

        // When
        Future<Void> first = shop.one.begin(gate.future(), reserve(order, new Line(mug, 2)));
        awaitIdleTransaction();
        Future<Void> second = shop.other.begin(List.of(new ReleaseStock(order)));
        awaitWaitingStatement();
        gate.complete();
        InventoryFixture.await(Future.join(first, second));

        // Then
        assertThat(shop.stock(mug)).isEqualTo("5/0");
        assertThat(shop.state(order)).isEqualTo("RELEASED");
    }

    @Test
    void a_reservation_waits_for_the_cancellation_under_way() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        Promise<Void> gate = Promise.promise();

        // When
        Future<Void> first = shop.one.begin(gate.future(), new ReleaseStock(order));
        awaitIdleTransaction();
        Future<Void> second = shop.other.begin(List.of(reserve(order, new Line(mug, 2))));
        awaitWaitingStatement();
        gate.complete();
        InventoryFixture.await(Future.join(first, second));

        // Then
        assertThat(shop.stock(mug)).isEqualTo("5/0");
        assertThat(shop.emitted(order)).isEmpty();
    }

    @Test
    void a_group_that_fails_leaves_nothing_behind() {
        // Given
        UUID order = UUID.randomUUID();
        long mug = product(5);
        Promise<Void> gate = Promise.promise();

        // When
        Future<Void> group = shop.one.begin(gate.future(), reserve(order, new Line(mug, 2)));
        gate.fail("planted");
        assertThat(group.transform(outcome -> Future.succeededFuture(outcome.failed()))
                        .map(failed -> failed))
                .extracting(InventoryFixture::await)
                .isEqualTo(true);

        // Then
        assertThat(shop.stock(mug)).isEqualTo("5/0");
        assertThat(shop.rows("SELECT state AS value FROM reservations WHERE order_id = '" + order + "'"))
                .isEmpty();
        assertThat(shop.emitted(order)).isEmpty();
    }

    @Test
    void a_group_that_waits_for_one_product_holds_none_behind_it() {
        // Given
        long[] goods = IntStream.range(0, 12).mapToLong(i -> product(5)).toArray();
        Line[] backwards =
                IntStream.range(0, 12).mapToObj(i -> new Line(goods[11 - i], 1)).toArray(Line[]::new);
        Promise<Void> gate = Promise.promise();
        Future<Void> first = shop.one.begin(gate.future(), reserve(UUID.randomUUID(), new Line(goods[2], 1)));
        awaitIdleTransaction();

        // When
        Future<Void> second = shop.other.begin(List.of(reserve(UUID.randomUUID(), backwards)));
        awaitWaitingStatement();
        List<String> free = shop.rows(
                "SELECT product_id AS value FROM stock WHERE product_id BETWEEN %d AND %d ORDER BY product_id FOR UPDATE SKIP LOCKED"
                        .formatted(goods[0], goods[11]));
        gate.complete();
        InventoryFixture.await(Future.join(first, second));

        // Then
        assertThat(free)
                .containsExactlyElementsOf(
                        Arrays.stream(goods).skip(3).mapToObj(String::valueOf).toList());
    }

    @Test
    void groups_with_baskets_in_opposite_orders_do_not_deadlock_or_oversell() {
        // Given
        long[] goods = IntStream.range(0, 12).mapToLong(i -> product(100)).toArray();

        for (int round = 0; round < 10; round++) {
            List<StockCommand> forth = new ArrayList<>();
            List<StockCommand> back = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int at = random.nextInt(goods.length - 1);
                forth.add(reserve(UUID.randomUUID(), new Line(goods[at], 1), new Line(goods[at + 1], 1)));
                back.add(reserve(UUID.randomUUID(), new Line(goods[at + 1], 1), new Line(goods[at], 1)));
            }

            // When
            InventoryFixture.await(Future.join(shop.one.begin(forth), shop.other.begin(back)));
        }

        // Then
        assertThat(Arrays.stream(goods).mapToObj(shop::stock))
                .allMatch(stock -> stock.startsWith("100/"))
                .anyMatch(stock -> stock.equals("100/100"));
    }

    @Test
    void mixed_groups_in_two_processes_and_adjustments_beside_them_do_not_deadlock() {
        // Given
        long[] goods = IntStream.range(0, 8).mapToLong(i -> product(50)).toArray();
        UUID[] orders = IntStream.range(0, 400).mapToObj(i -> UUID.randomUUID()).toArray(UUID[]::new);

        for (int round = 0; round < 20; round++) {
            // When
            InventoryFixture.await(Future.join(List.of(
                    shop.one.begin(mixed(orders, goods)),
                    shop.other.begin(mixed(orders, goods)),
                    shop.one.begin(mixed(orders, goods)),
                    shop.other.service.adjust(new AdjustStock(
                            InventoryFixture.ADMIN, goods[random.nextInt(goods.length)], 10, "delivery")))));

            // Then
            assertThat(shop.audit()).isEmpty();
        }
        assertThat(shop.rows("SELECT DISTINCT state AS value FROM reservations"))
                .containsExactlyInAnyOrder("RESERVED", "REJECTED", "RELEASED", "SHIPPED");
    }

    @Test
    void settled_orders_are_those_that_hold_nothing() {
        // Given
        long mug = product(5);
        UUID[] orders = IntStream.range(0, 6).mapToObj(i -> UUID.randomUUID()).toArray(UUID[]::new);
        shop.apply(
                reserve(orders[0], new Line(mug, 1)),
                reserve(orders[1], new Line(mug, 1)),
                reserve(orders[2], new Line(mug, 1)),
                reserve(orders[3], new Line(mug, 9)),
                new ReleaseStock(orders[1]),
                new ShipStock(orders[2]),
                new ReleaseStock(orders[4]));

        // When
        List<UUID> settled = InventoryFixture.await(
                        shop.one.reservations.findSettled(new FindSettled(Arrays.asList(orders))))
                .orderIds();

        // Then
        assertThat(settled).containsExactlyInAnyOrder(orders[1], orders[2], orders[3], orders[4]);
    }

    private List<StockCommand> mixed(UUID[] orders, long[] goods) {
        List<StockCommand> commands = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            UUID order = orders[random.nextInt(orders.length)];
            commands.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new ReleaseStock(order);
                        case 1 -> new ShipStock(order);
                        default ->
                            reserve(
                                    order,
                                    new Line(goods[random.nextInt(goods.length)], 1 + random.nextInt(3)),
                                    new Line(goods[random.nextInt(goods.length)], 1 + random.nextInt(3)));
                    });
        }
        return commands;
    }

    private void awaitIdleTransaction() {
        await().until(() -> !shop.rows("""
                        SELECT pid AS value FROM pg_stat_activity
                        WHERE application_name = 'shopfleet-inventory' AND state = 'idle in transaction'
                            AND (query LIKE '%reservations%' OR query LIKE '%stock%')
                        """).isEmpty());
    }

    private void awaitWaitingStatement() {
        await().until(() -> !shop.rows("SELECT pid AS value FROM pg_locks WHERE NOT granted")
                .isEmpty());
    }

    private long product(long onHand) {
        products++;
        return shop.product("P-" + products, onHand);
    }

    private static ReserveStock reserve(UUID order, Line... lines) {
        return new ReserveStock(order, new Basket(Arrays.asList(lines)));
    }
}
