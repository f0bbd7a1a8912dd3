import { createApp } from 'vue';
import Shelf from './Shelf.vue';

createApp(Shelf).mount('#shelf');
