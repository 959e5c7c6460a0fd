import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * One Elasticsearch node: HOME SETTING=VALUE….
 *
 * <p>Writes the address it listens on to HOME/address when it is ready. Stops on SIGTERM, and when its standard input
 * ends: whoever started it holds the other side, so the node dies with its starter, however that one dies.
 */
public class ElasticsearchNode {
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]).toAbsolutePath();
    System.setProperty("es.path.home", home.toString());
    System.setProperty("es.path.conf", home.resolve("config").toString());
    Settings.Builder settings =
        Settings.builder()
            .put("path.home", home.toString())
            .put("network.host", "127.0.0.1")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("cluster.routing.allocation.disk.threshold_enabled", false);
    for (int index = 1; index < arguments.length; index++) {
      String[] pair = arguments[index].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    LogConfigurator.registerErrorListener();
    Environment environment = new Environment(settings.build(), home.resolve("config"));
    LogConfigurator.configure(environment, true);
    PluginsLoader plugins =
        PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
            Map.of(),
            false);
    Node node = new Node(environment, plugins);
    node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    String address =
        node.injector()
            .getInstance(HttpServerTransport.class)
            .boundAddress()
            .publishAddress()
            .toString();
    Path draft = home.resolve("address.draft");
    Files.writeString(draft, address);
    Files.move(draft, home.resolve("address"), StandardCopyOption.ATOMIC_MOVE);
    while (System.in.read() != -1) {}
    System.exit(0);
  }

  private static void close(Node node) {
    try {
      node.close();
    } catch (Exception ignored) {
      // It ends either way.
    }
  }
}
