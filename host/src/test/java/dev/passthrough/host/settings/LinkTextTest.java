package dev.passthrough.host.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.host.inventory.Setting;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What ip says of virtual functions")
class LinkTextTest {

  @ParameterizedTest(name = "{0} is {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"mac\":\"02:AB:00:00:00:01\" | MAC | 02:ab:00:00:00:01",
        "\"address\":\"02:00:00:00:00:02\",\"link_type\":\"ether\" | MAC | 02:00:00:00:00:02",
        "\"spoofchk\":true | SPOOF_CHECK | on",
        "\"trust\":\"off\" | TRUST | off",
        "\"link_state\":\"disable\" | LINK_STATE | disable",
        "\"tx_rate\":500 | MAX_TX_RATE | 500",
        "\"rate\":{\"max_tx\":1000,\"min_tx\":0} | MAX_TX_RATE | 1000",
        "\"trust\":false | MAX_TX_RATE | 0",
        "\"vlan_list\":[{}] | VLAN | 0",
        "\"vlan\":7,\"qos\":2 | VLAN | 7 qos 2",
        "\"vlan_list\":[{\"vlan\":7,\"protocol\":\"802.1q\"}] | VLAN | 7",
        "\"vlan_list\":[{\"vlan\":7,\"protocol\":\"802.1AD\"}] | VLAN | 7 proto 802.1ad",
      })
  @DisplayName("is read as it spells it, older versions too")
  void spelled(String fields, Setting setting, String value) throws IOException {
    var all = LinkText.parse("[{\"vfinfo_list\":[{\"vf\":3,%s}]}]".formatted(fields));
    assertThat(all).containsOnlyKeys(3);
    assertThat(all.get(3)).containsEntry(setting, value);
  }

  @Test
  @DisplayName("leaves out what the driver does not know")
  void unknown() throws IOException {
    assertThat(LinkText.parse("[{\"vfinfo_list\":[{\"vf\":0}]}]").get(0))
        .containsOnlyKeys(Setting.VLAN, Setting.MAX_TX_RATE);
    assertThat(LinkText.parse("[{\"ifname\":\"eth0\"}]")).isEmpty();
  }

  @Test
  @DisplayName("is either read or refused in words, whatever it is")
  void garbage() {
    assertThatThrownBy(() -> LinkText.parse("2: eth0: <BROADCAST>"))
        .hasMessageContaining("iproute2 4.16");
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder("[{\"vfinfo_list\":[{\"vf\":0,\"vlan_list\":[{\"vlan\":1}]}]}]");
      for (int i = 0; i < 3; i++) {
        text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
      }
      try {
        assertThat(LinkText.parse(text.toString())).isNotNull();
      } catch (IOException inWords) {
        assertThat(inWords).hasMessageContaining("JSON");
      }
    }
  }
}
