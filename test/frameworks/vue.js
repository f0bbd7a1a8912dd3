/** A story as a publisher writes it in Vue. */
import { createApp, ref } from 'vue/dist/vue.esm-bundler.js';

const app = createApp({
  setup() {
    const word = ref('');
    const paragraphs = ref(1);
    return { offer: 'S100000001_DE', word, paragraphs, hear: ({ access }) => { word.value = access; } };
  },
  template: `
    <cleeng-gate :offer-id="offer" :on-failure.attr="'lock'" @cleeng-access-change="hear">
      <p slot="preview">Teaser</p>
      <section>
        <p v-for="number in paragraphs">Paragraph {{ number }}.</p>
        <button id="more" @click="paragraphs++">More</button>
      </section>
    </cleeng-gate>
    <p>Heard: {{ word }}</p>`,
});
app.config.compilerOptions.isCustomElement = (tag) => tag.startsWith('cleeng-');
app.mount('#story');
