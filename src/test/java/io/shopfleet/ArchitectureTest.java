package io.shopfleet;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the rooms. Written over patterns: a fourth service is covered as soon as it exists. */
class ArchitectureTest {
    private static final String ROOT = "io.shopfleet";
    private static final String PLATFORM = ROOT + ".platform..";
    private static final String CONTRACT = ROOT + ".platform.contract..";
    private static final String API = ROOT + ".*.api..";

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** Which services a service may know through their api packages; a new one adds its line here. */
    private static final Map<String, Set<String>> MAY_KNOW =
            Map.of("order", Set.of("user", "inventory"), "inventory", Set.of("order"), "user", Set.of());

    @Test
    void the_platform_knows_no_feature() {
        noClasses()
                .that()
                .resideInAPackage(PLATFORM)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage(PLATFORM))))
                .check(CODE);
    }

    @Test
    void an_api_uses_the_contract_only() {
        classes()
                .that()
                .resideInAPackage(API)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        API,
                        CONTRACT,
                        "java..",
                        "com.fasterxml.jackson.annotation..",
                        "org.jspecify..",
                        "com.google.errorprone.annotations.."))
                .check(CODE);
    }

    @Test
    void a_feature_is_seen_through_its_api_and_by_main_through_its_verticle_and_settings() {
        for (String feature : features()) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "." + feature + "..", ROOT)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "." + feature)
                    .check(CODE);
            classes()
                    .that()
                    .resideInAPackage(ROOT + "." + feature)
                    .and()
                    .arePublic()
                    .and()
                    .areTopLevelClasses()
                    .should()
                    .haveSimpleNameEndingWith("Verticle")
                    .orShould()
                    .haveSimpleNameEndingWith("Settings")
                    .check(CODE);
        }
    }

    @Test
    void a_service_knows_only_the_services_it_needs() {
        for (String service : services()) {
            assertThat(MAY_KNOW).as("which services %s may know", service).containsKey(service);
            for (String other : services()) {
                if (!other.equals(service)
                        && !MAY_KNOW.getOrDefault(service, Set.of()).contains(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + "." + service + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(ROOT + "." + other + "..")
                            .check(CODE);
                }
            }
        }
    }

    @Test
    void inventory_knows_of_orders_only_what_they_tell() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".inventory..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + ".order.api.OrderApi")
                .check(CODE);
    }

    @Test
    void no_package_of_the_platform_goes_round_in_circles() {
        slices().matching(ROOT + ".platform.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void only_the_adapter_speaks_amqp_and_only_repositories_speak_sql() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".platform.amqp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.rabbitmq..", "com.rabbitmq..")
                .check(CODE);
        given(features())
                .and()
                .haveSimpleNameNotEndingWith("Repository")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.vertx.sqlclient.Tuple")
                .check(CODE);
    }

    @Test
    void domain_objects_know_no_framework() {
        noClasses()
                .that()
                .areRecords()
                .and()
                .resideInAnyPackage(ROOT + ".order", ROOT + ".user", ROOT + ".inventory")
                .and()
                .areTopLevelClasses()
                .and()
                .haveSimpleNameNotEndingWith("Settings")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(CODE);
    }

    @Test
    void embedded_infrastructure_is_in_no_production_class() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.zonky..", "org.apache.qpid..", ROOT + ".embedded..")
                .check(CODE);
    }

    @Test
    void every_package_says_what_it_is_for() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java"))) {
            assertThat(folders.filter(ArchitectureTest::holdsJava))
                    .isNotEmpty()
                    .allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                            .content()
                            .contains("/**", "@NullMarked", "@CheckReturnValue"));
        }
    }

    @Test
    void files_stay_short() throws IOException {
        Map<Path, Long> long_ = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                long lines = Files.readAllLines(file).size();
                if (lines > 330) {
                    long_.put(file, lines);
                }
            }
        }
        assertThat(long_).isEmpty();
    }

    private static GivenClassesConjunction given(Set<String> features) {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        features.stream().map(name -> ROOT + "." + name).toArray(String[]::new));
    }

    private static Set<String> services() {
        Set<String> services = features();
        services.remove("gateway");
        return services;
    }

    private static Set<String> features() {
        Set<String> features = new TreeSet<>();
        for (JavaClass code : CODE) {
            String[] parts = code.getPackageName().split("\\.", -1);
            if (parts.length > 2 && !parts[2].equals("platform")) {
                features.add(parts[2]);
            }
        }
        return features;
    }

    private static boolean holdsJava(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return Files.isDirectory(folder)
                    && files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            return false;
        }
    }
}
