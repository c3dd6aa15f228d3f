package io.shopfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.shopfleet.inventory.Basket.Line;
import io.shopfleet.inventory.StockCommand.ReserveStock;
import io.shopfleet.inventory.api.InventoryApi.AdjustStock;
import io.shopfleet.inventory.api.InventoryApi.ChangeProduct;
import io.shopfleet.inventory.api.InventoryApi.CreateProduct;
import io.shopfleet.inventory.api.InventoryApi.GetProduct;
import io.shopfleet.inventory.api.InventoryApi.GetQuotes;
import io.shopfleet.inventory.api.InventoryApi.GetStock;
import io.shopfleet.inventory.api.InventoryApi.ListProducts;
import io.shopfleet.inventory.api.InventoryApi.Quote;
import io.shopfleet.inventory.api.ProductView;
import io.shopfleet.inventory.api.StockView;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.db.RowSweeper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InventoryServiceIT {
    private static final Caller ADMIN = InventoryFixture.ADMIN;
    private static final Caller BUYER = new Caller(7, false);

    private InventoryFixture shop;
    private InventoryService service;

    @BeforeAll
    void open() throws IOException {
        shop = new InventoryFixture();
        service = shop.one.service;
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
    void a_product_is_created_with_its_first_movement_and_its_event() {
        // When
        ProductView created = create("NEW-1", "New thing", "12.5", "EUR", 3);

        // Then
        assertThat(created)
                .isEqualTo(new ProductView(created.id(), "NEW-1", "New thing", new BigDecimal("12.50"), "EUR", 3));
        assertThat(await(service.get(new GetProduct(created.id())))).isEqualTo(created);
        assertThat(shop.emitted(created.id())).containsExactly("product_created");
        assertThat(shop.rows("SELECT delta || ' ' || reason || ' ' || actor AS value FROM movements WHERE product_id = "
                        + created.id()))
                .containsExactly("3 initial stock user:1");
    }

    @Test
    void a_product_without_stock_has_no_movement() {
        // When
        ProductView created = create("NEW-2", "New thing", "1", "JPY", 0);

        // Then
        assertThat(created.available()).isZero();
        assertThat(shop.rows("SELECT id AS value FROM movements WHERE product_id = " + created.id()))
                .isEmpty();
    }

    @Test
    void a_product_that_cannot_be_is_refused_with_the_field_at_fault() {
        create("TAKEN", "Taken", "1", "EUR", 0);
        assertThat(refusal(() -> creation("TAKEN", "x", "1", "EUR", 0))).isEqualTo("SKU_TAKEN /sku");
        assertThat(refusal(() -> creation("A", "x", "1.001", "EUR", 0))).isEqualTo("INVALID_REQUEST /price");
        assertThat(refusal(() -> creation("A", "x", "1.5", "JPY", 0))).isEqualTo("INVALID_REQUEST /price");
        assertThat(refusal(() -> creation("A", "x", "-1", "EUR", 0))).isEqualTo("INVALID_REQUEST /price");
        assertThat(refusal(() -> creation("A", "x", "92233720368547758.08", "EUR", 0)))
                .isEqualTo("INVALID_REQUEST /price");
        assertThat(refusal(() -> creation("A", "x", "1e999999999", "EUR", 0))).isEqualTo("INVALID_REQUEST /price");
        assertThat(refusal(() -> creation("A", "x", "1e-999999999", "EUR", 0))).isEqualTo("INVALID_REQUEST /price");
        assertThat(refusal(() -> creation("A", "x", "1", "ABC", 0))).isEqualTo("INVALID_REQUEST /currency");
        assertThat(refusal(() -> creation("A", "x", "1", "XXX", 0))).isEqualTo("INVALID_REQUEST /currency");
        assertThat(refusal(() -> creation("A", "x", "1", "EUR", -1))).isEqualTo("INVALID_REQUEST /on_hand");
        assertThat(refusal(() -> creation("A\0", "x", "1", "EUR", 0))).isEqualTo("INVALID_REQUEST /sku");
        assertThat(refusal(() -> creation("A", " ", "1", "EUR", 0))).isEqualTo("INVALID_REQUEST /name");
        assertThat(shop.rows("SELECT id AS value FROM products WHERE sku LIKE 'A%'"))
                .isEmpty();
    }

    @Test
    void the_highest_and_the_lowest_price_are_kept_exactly() {
        assertThat(create("MAX", "x", "92233720368547758.07", "EUR", Long.MAX_VALUE)
                        .price())
                .isEqualTo(new BigDecimal("92233720368547758.07"));
        assertThat(create("FREE", "x", "0.000", "KWD", 0).price()).isEqualTo(new BigDecimal("0.000"));
    }

    @Test
    void only_what_is_given_of_a_product_changes() {
        // Given
        ProductView before = create("CH-1", "Before", "1.00", "EUR", 4);

        // When
        ProductView renamed = await(service.change(new ChangeProduct(ADMIN, before.id(), "After", null)));
        ProductView repriced =
                await(service.change(new ChangeProduct(ADMIN, before.id(), null, new BigDecimal("2.5"))));

        // Then
        assertThat(renamed).isEqualTo(new ProductView(before.id(), "CH-1", "After", new BigDecimal("1.00"), "EUR", 4));
        assertThat(repriced).isEqualTo(new ProductView(before.id(), "CH-1", "After", new BigDecimal("2.50"), "EUR", 4));
        assertThat(refusal(() -> service.change(new ChangeProduct(ADMIN, before.id(), null, new BigDecimal("2.555")))))
                .isEqualTo("INVALID_REQUEST /price");
        assertThat(refusal(() -> service.change(new ChangeProduct(ADMIN, before.id(), "", null))))
                .isEqualTo("INVALID_REQUEST /name");
    }

    @Test
    void stock_is_moved_in_and_out_down_to_what_is_reserved() {
        // Given
        long id = create("ADJ-1", "x", "1", "EUR", 5).id();
        shop.apply(new ReserveStock(UUID.randomUUID(), new Basket(List.of(new Line(id, 2)))));

        // When
        StockView in = shop.adjust(id, 3);
        StockView out = shop.adjust(id, -6);

        // Then
        assertThat(in).isEqualTo(new StockView(id, 8, 2, 6));
        assertThat(out).isEqualTo(new StockView(id, 2, 2, 0));
        assertThat(await(service.stock(new GetStock(ADMIN, id)))).isEqualTo(out);
        assertThat(refusal(() -> service.adjust(new AdjustStock(ADMIN, id, -1, "count"))))
                .isEqualTo("INSUFFICIENT_STOCK /delta");
        assertThat(refusal(() -> service.adjust(new AdjustStock(ADMIN, id, Long.MAX_VALUE, "count"))))
                .isEqualTo("INSUFFICIENT_STOCK /delta");
        assertThat(refusal(() -> service.adjust(new AdjustStock(ADMIN, id, Long.MIN_VALUE, "count"))))
                .isEqualTo("INSUFFICIENT_STOCK /delta");
        assertThat(refusal(() -> service.adjust(new AdjustStock(ADMIN, id, 0, "count"))))
                .isEqualTo("INVALID_REQUEST /delta");
        assertThat(shop.emitted(id)).containsExactly("product_created", "stock_adjusted", "stock_adjusted");
        assertThat(shop.rows("SELECT delta || ' ' || reason || ' ' || actor AS value FROM movements WHERE product_id = "
                        + id + " ORDER BY id"))
                .containsExactly("5 initial stock user:1", "3 count user:1", "-6 count user:1");
    }

    @Test
    void an_unknown_product_is_not_found() {
        assertThat(refusal(() -> service.get(new GetProduct(Long.MAX_VALUE)))).isEqualTo("NOT_FOUND");
        assertThat(refusal(() -> service.stock(new GetStock(ADMIN, 0)))).isEqualTo("NOT_FOUND");
        assertThat(refusal(() -> service.adjust(new AdjustStock(ADMIN, -1, 1, "count"))))
                .isEqualTo("NOT_FOUND");
        assertThat(refusal(() -> service.change(new ChangeProduct(ADMIN, -1, "x", BigDecimal.ONE))))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void what_is_for_administrators_is_refused_to_buyers() {
        long id = create("FORB", "x", "1", "EUR", 5).id();
        assertThat(refusal(() -> service.create(new CreateProduct(BUYER, "B", "x", BigDecimal.ONE, "EUR", 0))))
                .isEqualTo("FORBIDDEN");
        assertThat(refusal(() -> service.change(new ChangeProduct(BUYER, id, "x", null))))
                .isEqualTo("FORBIDDEN");
        assertThat(refusal(() -> service.adjust(new AdjustStock(BUYER, id, 1, "count"))))
                .isEqualTo("FORBIDDEN");
        assertThat(refusal(() -> service.stock(new GetStock(BUYER, id)))).isEqualTo("FORBIDDEN");
    }

    @Test
    void products_are_listed_page_by_page() {
        // Given
        long before = create("PAGE-0", "x", "1", "EUR", 0).id();
        List<Long> ids = List.of(
                create("PAGE-1", "x", "1", "EUR", 1).id(),
                create("PAGE-2", "x", "1", "EUR", 2).id(),
                create("PAGE-3", "x", "1", "EUR", 3).id());

        // When
        List<ProductView> first = find("", 2, before);
        List<ProductView> second = find(" ", 2, ids.get(1));

        // Then
        assertThat(first).extracting(ProductView::id).containsExactly(ids.get(0), ids.get(1));
        assertThat(first).extracting(ProductView::available).containsExactly(1L, 2L);
        assertThat(second).extracting(ProductView::id).startsWith(ids.get(2));
    }

    @Test
    void a_search_matches_the_beginnings_of_words_in_sku_and_name() {
        // Given
        create("TEA-42/b", "Grüner Tee, 500g (bio)", "1", "EUR", 0);

        // Then
        assertThat(search("tea")).containsExactly("TEA-42/b");
        assertThat(search("TEA-42")).containsExactly("TEA-42/b");
        assertThat(search("bio GRÜN")).containsExactly("TEA-42/b");
        assertThat(search("bi te 500")).containsExactly("TEA-42/b");
        assertThat(search("ünder")).isEmpty();
        assertThat(search("tea coffee")).isEmpty();
        assertThat(search("ea")).isEmpty();
    }

    @Test
    void nothing_in_a_search_is_an_operator() {
        // Given
        create("OPS-1", "Operators", "1", "EUR", 0);

        // Then
        assertThat(search("ops & | ! ( ) : * <-> ' \\ \" \0 --")).containsExactly("OPS-1");
        assertThat(search("ops:*")).containsExactly("OPS-1");
        assertThat(search("'")).isEmpty();
        assertThat(search("&|!\0")).isEmpty();
        assertThat(search("x".repeat(5_000))).isEmpty();
        assertThat(search("ops ".repeat(1_000))).containsExactly("OPS-1");
    }

    @Test
    void quotes_are_sorted_and_leave_out_what_does_not_exist() {
        // Given
        long one = create("Q-1", "One", "1.25", "EUR", 0).id();
        long two = create("Q-2", "Two", "300", "JPY", 0).id();

        // When
        List<Quote> quotes = await(service.quotes(new GetQuotes(List.of(two, Long.MAX_VALUE, one))))
                .quotes();

        // Then
        assertThat(quotes)
                .containsExactly(new Quote(one, "Q-1", "One", 125, "EUR"), new Quote(two, "Q-2", "Two", 300, "JPY"));
    }

    @Test
    void applied_events_are_forgotten_after_seven_days() {
        // Given
        shop.execute("""
                INSERT INTO inbox (id, received_at)
                SELECT gen_random_uuid(), now() - interval '7 days 1 minute' FROM generate_series(1, 2500)
                UNION ALL SELECT gen_random_uuid(), now() - interval '6 days 23 hours' FROM generate_series(1, 3)
                """);
        Vertx vertx = Vertx.vertx();

        // When
        Integer forgotten = await(new RowSweeper(vertx, shop.one.database, "inbox", "received_at").sweep());

        // Then
        assertThat(forgotten).isEqualTo(2500);
        assertThat(shop.single("SELECT count(*) AS value FROM inbox")).isEqualTo("3");
        await(vertx.close());
    }

    @CanIgnoreReturnValue
    private ProductView create(String sku, String name, String price, String currency, long onHand) {
        return await(creation(sku, name, price, currency, onHand));
    }

    private Future<ProductView> creation(String sku, String name, String price, String currency, long onHand) {
        return service.create(new CreateProduct(ADMIN, sku, name, new BigDecimal(price), currency, onHand));
    }

    private List<ProductView> find(String query, int limit, long after) {
        return await(service.list(new ListProducts(query, limit, after))).products();
    }

    private List<String> search(String query) {
        return find(query, 10, 0).stream().map(ProductView::sku).toList();
    }

    private static <T> T await(Future<T> future) {
        return InventoryFixture.await(future);
    }

    /** The error's type and the field at fault. */
    private static String refusal(Supplier<Future<?>> request) {
        Problem[] problem = new Problem[1];
        assertThatThrownBy(() -> await(request.get()))
                .isInstanceOfSatisfying(ProblemException.class, refused -> problem[0] = refused.problem());
        ErrorType type = problem[0].type();
        return problem[0].errors().isEmpty()
                ? type.name()
                : type.name() + " " + problem[0].errors().getFirst().pointer();
    }
}
