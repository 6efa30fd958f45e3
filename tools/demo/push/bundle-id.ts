/** The app that the simulated APNs lets in. */
export const BUNDLE_ID = 'com.example.demo';
