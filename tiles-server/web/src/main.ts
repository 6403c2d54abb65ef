import { createApp } from 'vue';
import App from './App.vue';
import { startAddress } from './state/address';
import { loadDistrict } from './state/district';
import './styles/fonts.css';
import './styles/base.css';
import './styles/map.css';
import './styles/print.css';

startAddress();
void loadDistrict();
createApp(App).mount('#app');
