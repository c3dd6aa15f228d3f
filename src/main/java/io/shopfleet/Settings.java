package io.shopfleet;

import io.shopfleet.gateway.HttpSettings;
import io.shopfleet.inventory.InventorySettings;
import io.shopfleet.order.OrderSettings;
import io.shopfleet.platform.amqp.AmqpSettings;
import io.shopfleet.platform.bus.BusSettings;
import io.shopfleet.platform.config.ConfigLoader;
import io.shopfleet.platform.ops.ManagementSettings;
import io.shopfleet.user.AdminSettings;
import io.shopfleet.user.JwtSettings;
import io.shopfleet.user.UserSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * All settings of a process; {@code conf/shopfleet.yaml} tells what each means.
 *
 * @param roles the roles it plays, at least one
 * @param http where the gateway listens
 * @param management where health and metrics are served
 * @param bus how patient callers are
 * @param rabbitmq where events travel
 * @param jwt how access tokens are signed
 * @param admin the first administrator
 * @param user settings of the user role
 * @param order settings of the order role
 * @param inventory settings of the inventory role
 */
public record Settings(
        Set<Role> roles,
        HttpSettings http,
        ManagementSettings management,
        BusSettings bus,
        AmqpSettings rabbitmq,
        JwtSettings jwt,
        AdminSettings admin,
        UserSettings user,
        OrderSettings order,
        InventorySettings inventory) {
    private static final String DEFAULTS = "conf/shopfleet.yaml";
    private static final Path CONF = Path.of("conf");

    /**
     * Refuses a process without a role.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public Settings {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles must name at least one of gateway, user, order, inventory");
        }
        roles = Set.copyOf(roles);
    }

    /**
     * Reads the settings: the defaults, {@code ./conf}, the directory that {@code CONFIG_DIR} names, the environment.
     *
     * @param environment variables by name
     * @return the settings
     * @throws io.shopfleet.platform.config.ConfigException naming the first that is unknown or bad
     */
    public static Settings read(Map<String, String> environment) {
        ConfigLoader loader = new ConfigLoader(DEFAULTS);
        if (Files.isDirectory(CONF)) {
            loader = loader.directory(CONF, Settings.class);
        }
        String mounted = environment.getOrDefault("CONFIG_DIR", "");
        if (!mounted.isEmpty()) {
            loader = loader.directory(Path.of(mounted), Settings.class);
        }
        return loader.environment(environment, Settings.class).as(Settings.class);
    }
}
